"""Hostile YAML at the head of Markdown files, by what it tries."""

from __future__ import annotations

_DEEP = 60_000
_LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
_MERGES = "".join(
    f"b{n}: &b{n} {{ <<: [*b{n - 1}, *b{n - 1}, *b{n - 1}] }}\n" for n in range(1, 30)
)

REJECTED: dict[str, str | bytes] = {
    "alias": "a: &a x\ntitle: *a",
    "alias as date": "a: &a [x]\nb: &b [*a, *a]\ndate: *b",
    "alias to itself": "title: &a [*a]",
    "alias as key": "a: &a x\n? *a\n: y",
    "alias to nothing": "title: *missing",
    "billion laughs": f"a0: &a0 [x]\n{_LAUGHS}title: *a29",
    "billion laughs by merge": f"b0: &b0 {{ x: y }}\n{_MERGES}title: T",
    "merge": "a: &a { title: T }\n<<: *a",
    "list as key": "? [a, b]\n: c",
    "mapping as key": "? { a: b }\n: c",
    "tag of Python": "title: !!python/object/apply:os.system ['true']",
    "tag of a name": "title: !!python/name:os.system",
    "tag of its own": "title: !x y",
    "tag of the core": "title: !!str x",
    "binary": "title: !!binary R0lGODlhAQABAAAAACw=",
    "set": "title: !!set { a, b }",
    "deep list": "a: " + "[" * _DEEP,
    "deep mapping": "a: " + "{a: " * (_DEEP // 4),
    "deep blocks": "\n".join(f"{' ' * n}a:" for n in range(300)),
    "deep dashes": "- " * (_DEEP // 2) + "x",
    "long scalar": "title: " + "x" * 100_000,
    "long folded scalar": "title: >\n" + "  x\n" * 30_000,
    "many keys": "".join(f"k{n}: v\n" for n in range(20_000)),
    "tab as indentation": "a:\n\tb: c",
    "NUL": b"title: a\0b",
    "control character": b"title: a\x07b",
    "lone surrogate": r'title: "\ud800"',
    "broken escape": r'title: "\q"',
    "unclosed quotation": 'title: "x',
    "unclosed list": "title: [a, b",
    "two documents": "title: T\n--- x\n",
    "directive": "%YAML 9.9\n--- \ntitle: T",
    "list instead of keys": "- a\n- b",
    "scalar instead of keys": "x",
    "text after a flow": "title: [a] b",
}
"""Front matter for which a file is rejected."""

READ: dict[str, str | bytes] = {
    "anchor on a key": "&a title: T",
    "day out of range": "title: T\ndate: 2024-02-31",
    "year out of range": "title: T\ndate: 99999-01-01T00:00:00Z",
    "huge integer": "title: T\ndate: " + "9" * 50_000,
    "sexagesimal integer": "title: T\ndate: " + ":".join(["59"] * 10_000),
    "infinity": "title: T\ndate: .inf",
    "list as date": "title: T\ndate: [2024-01-01]",
    "mapping as title": "title: { a: b }",
    "key twice": "title: T\ntitle: U",
}
"""Front matter that is odd and harmless: the file is read."""


def markdown(front_matter: str | bytes) -> bytes:
    """Return a Markdown file with *front_matter*."""
    matter = front_matter.encode() if isinstance(front_matter, str) else front_matter
    return b"---\n" + matter + b"\n---\n\n# A headline\n\nThe weir will stay.\n"
