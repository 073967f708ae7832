"""What a restorer does only for faces that need it."""

import onnx
from onnx import TensorProto, helper


def change_only_damaged_faces(model: onnx.ModelProto) -> None:
    """Rewrites a graph that ends in `output = input + share * change` so that it works out `change` only where it is used.

    `share` has a value for each face of the batch. Where all of them are 0 the input is the output; else
    everything is done as before. Nodes that `share` does not need go into the branch of an If; initialisers stay outside,
    under their names.
    """
    graph = model.graph
    made_by = {output: node for node in graph.node for output in node.output}
    last = made_by[graph.output[0].name]
    picture, scaled = last.input
    share = made_by[scaled].input[0]
    if last.op_type != "Add" or made_by[scaled].op_type != "Mul" or picture != graph.input[0].name:
        raise ValueError("the graph does not end in input + share * change")
    needed = _with_all_before(share, made_by)
    result = last.output[0]

    changed = [node for node in graph.node if id(node) not in needed]
    last.output[0] = f"{result}.changed"
    value = [helper.make_tensor_value_info(last.output[0], TensorProto.FLOAT, None)]
    then = helper.make_graph(changed, "changed", [], value)
    same = f"{result}.same"
    otherwise = helper.make_graph(
        [helper.make_node("Identity", [picture], [same])], "as it was", [], [helper.make_tensor_value_info(same, TensorProto.FLOAT, None)])
    nodes = [node for node in graph.node if id(node) in needed]
    nodes += [
        helper.make_node("ReduceMax", [share], ["largest share"], keepdims=0),
        helper.make_node("Greater", ["largest share", "no share"], ["damaged"]),
        helper.make_node("If", ["damaged"], [result], then_branch=then, else_branch=otherwise),
    ]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.append(helper.make_tensor("no share", TensorProto.FLOAT, [], [0.0]))
    del graph.value_info[:]


def _with_all_before(name: str, made_by: dict) -> set[int]:
    """The identities of the nodes that a value is made of."""
    found, names = set(), [name]
    while names:
        node = made_by.get(names.pop())
        if node is not None and id(node) not in found:
            found.add(id(node))
            names.extend(node.input)
    return found
