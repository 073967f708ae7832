// Runs HSE-FaceRes of @vladmandic/human on TensorFlow.js, from the package's own files.
//
//   node independent_tfjs.mjs PACKAGE COUNT INPUT OUTPUT
//
// INPUT: COUNT square RGB pictures of 224 px, float32, 0...255, NHWC. OUTPUT: their descriptors, float32.
// Called by independent.py. Needs @tensorflow/tfjs 4.22.0 installed beside the package.

import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, countText, source, result] = process.argv.slice(2);
const tf = createRequire(join(folder, "package.json"))("@tensorflow/tfjs");
await tf.setBackend("cpu");
await tf.ready();

const buffer = (path) => {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};
const { modelTopology, weightsManifest, format, generatedBy, convertedBy, signature } =
  JSON.parse(readFileSync(join(folder, "models", "faceres.json")));
const model = await tf.loadGraphModel(tf.io.fromMemory({
  modelTopology,
  format,
  generatedBy,
  convertedBy,
  signature,
  weightSpecs: weightsManifest[0].weights,
  weightData: buffer(join(folder, "models", "faceres.bin")),
}));
const pictures = tf.tensor4d(new Float32Array(buffer(source)), [Number(countText), 224, 224, 3]);
const descriptors = await model.execute(pictures, "global_pooling/Mean").data();
writeFileSync(result, Buffer.from(Float32Array.from(descriptors).buffer));
