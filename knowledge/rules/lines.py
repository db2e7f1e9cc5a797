"""A YAML file in which every mapping knows its line, so that a refusal can say where."""

from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import BadLibrary


class Table(dict[str, Any]):
    """A mapping of the file, and the line on which it starts."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def read_table(path: Path) -> Table:
    """The file's outermost mapping; BadLibrary where it is not YAML, or names a key twice."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BadLibrary(f"{path.name} 读不了（{problem}）", "请改正这个文件") from problem
    found = _value(loader, node, path.name) if node else None
    if not isinstance(found, Table):
        raise BadLibrary(f"{path.name} 应当由“名字: 内容”组成", "请照原来的写法改正")
    return found


def _value(loader: yaml.CSafeLoader, node: yaml.Node, name: str) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, name) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    table = Table(node.start_mark.line + 1)
    for key, value in node.value:
        label = str(loader.construct_object(key))
        if label in table:
            line = key.start_mark.line + 1
            raise BadLibrary(f"{name} 第 {line} 行：“{label}”写了两次", "请去掉一个")
        table[label] = _value(loader, value, name)
    return table
