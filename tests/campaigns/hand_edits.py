"""Editorial files edited by hand and by the desk in turn: comments, order and tables stay.

    python -m tests.campaigns.hand_edits --rounds 200 --seed 1

By hand, tables are written with comments in, behind and between them, and comments are added
anywhere between tables. The desk adds, replaces and removes corrections and decides about names.
After each round the files have to hold exactly the tables that both meant, and every comment, in
the order in which the file had them.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from searchapp.editorial import Correction, read_corrections, read_overrides
from searchapp.editorial.file_edits import PairState, edit_corrections, edit_registry

_COMMENT = re.compile(r"#c\d+")
_NAMES = ("Ann Lee", "Bo Day", "Cy Orr", "Di Poe", "Ed Roe")


@dataclass
class HandEdits:
    """One corpus folder, what its files have to hold, and the failures."""

    folder: Path
    random: random.Random
    corrections: list[Correction] = field(default_factory=list)
    pairs: dict[frozenset[str], PairState] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    _numbers: int = 0

    def round(self) -> None:
        """Edit both files once by hand and once by the desk, and check them."""
        self._by_hand("corrections.toml", self._correction_by_hand())
        self._corrections_by_desk()
        self._by_hand(
            "speakers.toml", f'[[speaker]] {self._comment()}\nname = "P{self._numbers}"\n'
        )
        self._names_by_desk()
        if list(read_corrections(self.folder)) != self.corrections:
            self.failures.append("corrections differ from what was written")
        with edit_registry(self.folder) as edit:
            for pair, state in self.pairs.items():
                name, other = sorted(pair)
                if edit.pair(name, other) != state:
                    self.failures.append(f"{name} and {other} are not {state or 'undecided'}")
        read_overrides(self.folder)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _comment(self) -> str:
        return f"#c{self._number()}"

    def _correction_by_hand(self) -> str:
        number = self._number()
        self.corrections.append(Correction("hand", number, f"Text # {number}.", "Ann Lee"))
        return (
            f"[[correction]] {self._comment()}\n"
            f'paragraph = "hand#p{number}" {self._comment()}\n{self._comment()}\n'
            f'text = """Text # {number}."""\nspeaker = \'Ann Lee\'\n'
        )

    def _by_hand(self, name: str, table: str) -> None:
        """Append *table* in the style of a person, with a comment before and one behind it."""
        path = self.folder / name
        text = path.read_text("utf-8") if path.exists() else ""
        starts = [match.start() for match in re.finditer(r"^\[\[", text, re.MULTILINE)]
        if starts:
            at = self.random.choice(starts)
            text = f"{text[:at]}{self._comment()}\n{text[at:]}"
        text += f"\n{self._comment()}\n{table}{self._comment()}\n"
        path.write_text(text, "utf-8")
        self.comments[name] = _COMMENT.findall(text)

    def _corrections_by_desk(self) -> None:
        number = self._number()
        new = Correction("desk", number, f"Words {number}.", self.random.choice(_NAMES), cue="said")
        index = self.random.randrange(len(self.corrections))
        with edit_corrections(self.folder) as edit:
            match self.random.choice(("add", "replace", "remove")):
                case "add":
                    edit.replace([], [new])
                    self.corrections.append(new)
                case "replace":
                    edit.replace([self.corrections[index]], [new])
                    self.corrections[index] = new
                case "remove":
                    edit.replace([self.corrections[index]], [])
                    del self.corrections[index]
        self._check_comments("corrections.toml")

    def _names_by_desk(self) -> None:
        name, other = self.random.sample(_NAMES, 2)
        states: tuple[PairState, ...] = ("same", "different", "")
        state = self.random.choice(states)
        with edit_registry(self.folder) as edit:
            edit.set_pair(name, other, state)
        self.pairs[frozenset((name, other))] = state
        self._check_comments("speakers.toml")

    def _check_comments(self, name: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        tomllib.loads(text)
        if _COMMENT.findall(text) != self.comments[name]:
            self.failures.append(f"{name} lost comments, or has them in another order")


def campaign(folder: Path, rounds: int, seed: int) -> HandEdits:
    """Run *rounds* in *folder* and return what happened."""
    edits = HandEdits(folder, random.Random(seed))
    for _ in range(rounds):
        edits.round()
    return edits


def main() -> None:
    """Run the campaign and print the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        edits = campaign(Path(folder), arguments.rounds, arguments.seed)
    for failure in edits.failures[:10]:
        print(failure)
    print(
        f"{arguments.rounds} rounds: {len(edits.corrections)} corrections and"
        f" {sum(map(len, edits.comments.values()))} comments in the files,"
        f" {len(edits.failures)} failures"
    )
    sys.exit(1 if edits.failures else 0)


if __name__ == "__main__":
    main()
