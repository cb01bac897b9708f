"""An archive of generated articles, read as an engine reads its index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import SpeakerForm
from searchapp.models.normalize import slug

PERSONS = (
    *("Samuel Vask", "Sam Vask", "Ann Vask", "Rolf Vask", "Vask", "Samuel J. Vask"),
    *("Samuel Vaskmann", "Samuel Vasskmann", "Vaskmann"),
)
ORGANIZATIONS = (
    *("Oban Gas Corp", "Oban Gas", "Oban Gas GmbH", "Oban", "Oban Corp", "Oban Grain"),
    *("Oban Gas Association", "OGA", "O.G.A.", "Gas Corp", "Oban Gaz Corp"),
)
UNNAMED = ("Trade Minister for Oban Ann Vask",)
NAMES = (*PERSONS, *ORGANIZATIONS, *UNNAMED)
ROLES = ("", "", "Oban chairman", "chairman of Oban", "baker")


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph: who speaks in it."""

    name: str
    role: str
    kind: SpeakerKind


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """An article: its paragraphs, the names that its text has besides, and its day, or 0."""

    said: tuple[Said, ...]
    text: tuple[str, ...] = ()
    day: int = 0


class Articles:
    """``IndexedForms`` of generated articles, worked out anew for each form."""

    def __init__(self, articles: Mapping[str, GeneratedArticle]) -> None:
        self._articles = articles

    @property
    def forms(self) -> dict[str, SpeakerForm]:
        names = self.names_in(self._articles)
        by_id = {slug(name): {n for n in names if slug(n) == slug(name)} for name in names}
        forms = map(self.form, by_id.values())
        return {form.id: form for form in forms if form}

    def names_in(self, ids: Iterable[str]) -> set[str]:
        articles = [self._articles[id_] for id_ in ids if id_ in self._articles]
        return {said.name for article in articles for said in article.said}

    def form(self, names: Iterable[str]) -> SpeakerForm | None:
        names = set(names)
        said = [
            (id_, s) for id_, a in sorted(self._articles.items()) for s in a.said if s.name in names
        ]
        if not said:
            return None
        spellings = Counter(s.name for _, s in said)
        articles = frozenset(id_ for id_, _ in said)
        days = [day for id_ in articles if (day := self._articles[id_].day)]
        name = max(spellings, key=lambda name: (spellings[name], name))
        return SpeakerForm(
            id=slug(name),
            name=name,
            kind=said[0][1].kind,
            paragraphs=len(said),
            articles=articles,
            roles=dict(sorted(Counter(s.role for _, s in said if s.role).items())),
            first_day=min(days, default=0),
            last_day=max(days, default=0),
            spellings=tuple(sorted(spellings)),
            role_articles={
                role: frozenset(id_ for id_, s in said if s.role == role)
                for role in sorted({s.role for _, s in said if s.role})
            },
        )

    def read_ahead(self, articles: Collection[str]) -> None:
        assert self._articles.keys() >= set(articles)

    def text(self, article: str) -> str:
        found = self._articles[article]
        return f"-{slug(' '.join((*(s.name for s in found.said), *found.text)))}-"


def generated_articles() -> st.SearchStrategy[GeneratedArticle]:
    """Return a strategy for articles whose names may be one speaker."""
    kinds: dict[SpeakerKind, tuple[str, ...]] = {
        "person": PERSONS,
        "organization": ORGANIZATIONS,
        "unnamed": UNNAMED,
        "group": NAMES,
    }
    said = st.sampled_from(list(kinds.items())).flatmap(
        lambda kind: st.builds(
            Said, st.sampled_from(kind[1]), st.sampled_from(ROLES), st.just(kind[0])
        )
    )
    return st.builds(
        GeneratedArticle,
        st.lists(said, min_size=1, max_size=3).map(tuple),
        st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
        st.sampled_from((0, 700_000, 710_000)),
    )
