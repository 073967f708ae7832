"""Names of the first prototype's weights, rewritten to the names of `gpen.Gpen`."""

import re

from gpen import DecoderLevel

_RENAMED = (
    (r"^enc\.(\d+)\.", r"encoder.\1.down."),
    (r"^enc2\.(\d+)\.", r"encoder.\1.refine."),
    (r"^fc\.", "to_latent."),
    (r"^mlp\.0\.", "mapping.0."),
    (r"^mlp\.2\.", "mapping.1."),
    (r"^mlp\.4\.", "mapping.2."),
    (r"^c0\.", "bottom."),
    (r"^dec\.(\d+)\.b1$", r"decoder.\1.expand_bias"),
    (r"^dec\.(\d+)\.b2$", r"decoder.\1.fuse_bias"),
    (r"^dec\.(\d+)\.c1\.", r"decoder.\1.expand."),
    (r"^dec\.(\d+)\.c2\.", r"decoder.\1.fuse."),
    (r"^dec\.(\d+)\.rgb\.", r"decoder.\1.to_rgb."),
)


def renamed(weights: dict) -> dict:
    """State dictionary of the prototype -> the same tensors under today's names."""
    result = {}
    for name, value in weights.items():
        for pattern, replacement in _RENAMED:
            name = re.sub(pattern, replacement, name)
        name = re.sub(r"\.w$", ".weight", name).replace(".aff.", ".scale.")
        # the prototype applied the gain after the bias
        result[name] = value.float() * DecoderLevel.GAIN if name.endswith(("expand_bias", "fuse_bias")) else value
    return result
