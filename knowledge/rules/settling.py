"""Every condition settled by what is known; and settled again, in part, for one more fact."""

from knowledge.facts import Value
from knowledge.rules.closing import imply
from knowledge.rules.nodes import State, World
from knowledge.rules.ruleset import Rules


def settle(rules: Rules, world: World) -> list[State]:
    """The state of every node, by index."""
    seen: list[State] = []
    for node in rules.nodes:
        seen.append(node.settle(seen, world))
    return seen


def suppose(rules: Rules, world: World, seen: list[State], fact: str, value: Value) -> list[State]:
    """The states as they would be with one more fact; only what the fact can move is settled again."""
    values = dict(world.values)
    values[fact] = value
    changed = [fact, *imply(values, rules.implications)]
    supposed = World(values, world.unsettled - {fact})
    moved = {index for name in changed for index in rules.dependents.get(name, ())}
    then = list(seen)
    for index in sorted(moved):
        then[index] = rules.nodes[index].settle(then, supposed)
    return then
