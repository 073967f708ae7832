"""What a restorer does only for faces that need it."""

import onnx
from onnx import TensorProto, helper

from gpen import INNER_SIDE


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
    nodes = [node for node in graph.node if id(node) in needed]
    nodes += [
        helper.make_node("ReduceMax", [share], ["largest share"], keepdims=0),
        helper.make_node("Greater", ["largest share", "no share"], ["damaged"]),
        _either("damaged", result, changed, last.output[0], _same(picture, f"{result}.same"), f"{result}.same"),
    ]
    _replace(graph, nodes)
    graph.initializer.append(helper.make_tensor("no share", TensorProto.FLOAT, [], [0.0]))


def take_half_size_as_well(model: onnx.ModelProto) -> None:
    """Lets a rewritten 512 px restorer restore 256 px pictures: by the network inside it, without the level above.

    That network sees the halved picture, or a 256 px one as it is. The change that it makes of what it sees is worked out
    in any case, for the estimate of damage.
    """
    graph = model.graph
    picture = graph.input[0].name
    end = graph.node[-1]
    halving = _only(node for node in graph.node if node.op_type == "AveragePool" and node.input[0] == picture)
    seen = halving.output[0]
    share = _only(node for node in graph.node if node.output[0] == "largest share").input[0]
    change = _only(node for node in graph.node if node.op_type == "Sub" and node.input[1] == seen).output[0]
    then = _only(branch for branch in end.attribute if branch.name == "then_branch")

    sides = [graph.input[0].type.tensor_type.shape.dim[0].dim_param, 3, INNER_SIDE, INNER_SIDE]
    halving.output[0] = f"{seen}.halved"
    add_change = [helper.make_node("Mul", [share, change], ["inner change"]), helper.make_node("Add", [seen, "inner change"], ["inner result"])]
    either = _either("large", "result", list(then.g.node), then.g.output[0].name, add_change, "inner result")
    end.attribute.remove(then)
    end.attribute.append(helper.make_attribute("then_branch", _branch([either], "result")))
    nodes = [
        helper.make_node("Shape", [picture], ["height"], start=2, end=3),
        helper.make_node("Greater", ["height", "inner side"], ["large"]),
        _either("large", seen, [halving], halving.output[0], _same(picture, f"{seen}.same"), f"{seen}.same", sides),
        *(node for node in graph.node if node is not halving),
    ]
    _replace(graph, nodes)
    graph.initializer.append(helper.make_tensor("inner side", TensorProto.INT64, [1], [INNER_SIDE]))
    for value in (graph.input[0], graph.output[0]):
        for size in value.type.tensor_type.shape.dim[2:]:
            size.dim_param = "side"


def _either(condition: str, result: str, nodes: list, made: str, other_nodes: list, other: str, shape=None) -> onnx.NodeProto:
    """If: `result` is what the first nodes make where the condition holds, what the others make elsewhere."""
    return helper.make_node(
        "If", [condition], [result], then_branch=_branch(nodes, made, shape), else_branch=_branch(other_nodes, other, shape))


def _branch(nodes: list, output: str, shape=None) -> onnx.GraphProto:
    return helper.make_graph(nodes, output, [], [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)])


def _same(name: str, copy: str) -> list[onnx.NodeProto]:
    return [helper.make_node("Identity", [name], [copy])]


def _only(found):
    """The one that there is."""
    one, = found
    return one


def _replace(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    del graph.node[:]
    graph.node.extend(nodes)
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
