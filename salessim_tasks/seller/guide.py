"""The buying guide: finding the sentences that answer a general question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salessim_tasks.search import TextIndex
from salessim_tasks.store import Section

__all__ = ["Guide"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_QUOTE = 320  # characters at most


class Guide:
    """A searchable buying guide. One without sections finds nothing."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = [section for section in sections if section.text.strip()]
        self._sentences = [(i, s) for i, section in enumerate(self._sections) for s in _sentences(section.text)]
        if self._sections:
            self._by_section = TextIndex([f"{section.title}. {section.text}" for section in self._sections])
            self._by_sentence = TextIndex([sentence for _, sentence in self._sentences])

    def look_up(self, query: Sequence[str]) -> tuple[str, str] | None:
        """The title of the section nearest to the words of `query` and one or two of its sentences, or None."""
        section = self._by_section.best(query) if self._sections else None
        if section is None:
            return None
        places = [place for place, (of, _) in enumerate(self._sentences) if of == section]
        best = self._by_sentence.best(query, among=places)
        start = places[0] if best is None else best
        quote = self._sentences[start][1]
        following = self._sentences[start + 1][1] if start + 1 in places else ""
        if following and len(quote) + len(following) < _QUOTE:
            quote = f"{quote} {following}"
        return self._sections[section].title, quote


def _sentences(text: str) -> list[str]:
    """The sentences of `text` on one line each, without markup, those short enough to be quoted."""
    plain = " ".join(re.sub(r"(?m)^[#>*\-|]+\s*", "", text).replace("*", "").split())
    return [sentence for sentence in _SENTENCE.split(plain) if 20 <= len(sentence) <= _QUOTE] or [plain[:_QUOTE]]
