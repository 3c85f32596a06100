"""The reader: from a message to a `Reading`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import Schema
from salessim_tasks.understanding.acts import acts_of
from salessim_tasks.understanding.amounts import Amounts
from salessim_tasks.understanding.answers import ANSWER, completions
from salessim_tasks.understanding.bounds import raised, settled
from salessim_tasks.understanding.claims import Claim
from salessim_tasks.understanding.displayed import with_displayed
from salessim_tasks.understanding.marks import Mark, Marker
from salessim_tasks.understanding.negations import falls_short, settled_negations
from salessim_tasks.understanding.polarity import claims_of
from salessim_tasks.understanding.reading import Act, Comparative, Reading, Reference
from salessim_tasks.understanding.references import Mention, Namer
from salessim_tasks.understanding.refusals import faulted, refused, refuses
from salessim_tasks.understanding.restated import wished
from salessim_tasks.understanding.sentences import Mood, Sentence, mood_of, sentences
from salessim_tasks.understanding.superlatives import best_of
from salessim_tasks.understanding.text import Token, addressed, tokenise
from salessim_tasks.understanding.tongues import is_foreign
from salessim_tasks.understanding.vocabulary import Kind, Vocabulary
from salessim_tasks.understanding.wishes import constraints_of, indifferent_to

__all__ = ["Understanding"]


@dataclass(slots=True)
class _Notes:
    """What has been gathered from the sentences so far."""

    claims: list[Claim] = field(default_factory=list)  # of statements
    comparatives: list[Comparative] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    acts: set[Act] = field(default_factory=set)
    figured: str | None = None  # the attribute of the last figure


class Understanding:
    """Reads messages in the words of a store. Immutable once built; a reading depends on nothing but its arguments.

    `products` are those that a message may name.
    """

    def __init__(self, schema: Schema, products: Sequence[Product] = ()) -> None:
        self._vocabulary = Vocabulary(schema)
        self._nouns = (schema.noun.one, *schema.noun.synonyms[:1])
        self._marker = Marker(self._vocabulary)
        self._amounts = Amounts(self._vocabulary)
        self._namer = Namer(self._vocabulary, products)

    def requirements(self, text: str) -> tuple[Constraint, ...]:
        """Every requirement that `text` states, canonical: in order of first appearance, none twice."""
        return self.read(text).constraints

    def speaks_of(self, text: str) -> frozenset[str]:
        """The attributes that `text` names or says something of, whatever it says."""
        marks = self._marker.marks(tokenise(text))
        named = {sense.attribute for mark in marks for sense in mark.senses}
        units = {unit.attribute for mark in marks if mark.figure is not None for unit in mark.figure.units}
        telling = {name for name in units if not self._vocabulary.numbers[name].cues}
        return frozenset((named | telling) - {""})

    def read(
        self,
        text: str,
        shown: Sequence[Product] = (),
        topic: str | None = None,
        earlier: Sequence[Product] = (),
    ) -> Reading:
        """A shopper's message, understood. Never raises, whatever `text` holds; of a long one the beginning is read.

        Args:
            text: the message.
            shown: the products shown last, in order, which names and "that one" may point at.
            topic: the attribute the seller asked about last, so that "about 14" or "no preference" answers it.
            earlier: the products shown before those, oldest first, which parts of names may point at.
        """
        if is_foreign(text):
            return Reading()
        tokens = addressed(tokenise(text))
        reading = self._read(tokens, shown, topic, earlier)
        attribute = self._vocabulary.schema.attributes.get(topic or "")
        if reading != Reading() or attribute is None or len(tokens) > ANSWER:
            return reading
        completed = (
            self._read(tokenise(whole), (), topic, ()) for whole in completions(tokens, attribute, self._nouns)
        )
        return next(
            (r for r in completed if r.constraints and {c.attribute for c in r.constraints} == {topic}), reading
        )

    def _read(
        self, tokens: list[Token], shown: Sequence[Product], topic: str | None, earlier: Sequence[Product]
    ) -> Reading:
        mentions = self._namer.mentions(tokens, shown, earlier)
        words = ["product" if token.text in self._vocabulary.nouns else token.text for token in tokens]
        notes = _Notes(references=[mention.reference for mention in mentions], acts=set(acts_of(" ".join(words))))
        found = list(sentences(tokens))
        for place, sentence in enumerate(found):
            inside = [m for m in mentions if sentence.start <= m.start < sentence.end]
            mood = mood_of(words, sentence, [(m.start, m.end) for m in inside])
            before = len(notes.claims)
            self._read_sentence(tokens, sentence, mood, inside, shown, topic, notes)
            spoken, new = words[sentence.start : sentence.end], notes.claims[before:]
            if any(refuses(words[s.start : s.end]) for s in found[place + 1 : place + 2]):
                notes.claims[before:] = refused(spoken, new)
            elif shown and any(refuses(words[s.start : s.end]) for s in found[max(0, place - 1) : place]):
                notes.claims[before:] = faulted(spoken, new)
        return self._reading(tokens, notes, topic)

    def _read_sentence(
        self,
        tokens: Sequence[Token],
        sentence: Sentence,
        mood: Mood,
        mentions: Sequence[Mention],
        shown: Sequence[Product],
        topic: str | None,
        notes: _Notes,
    ) -> None:
        words = tokens[sentence.start : sentence.end]
        local = [Mention(m.start - sentence.start, m.end - sentence.start, m.reference, m.named) for m in mentions]
        marks = settled_negations(words, self._marker.marks(words, [(m.start, m.end) for m in local]))
        claims = [claim for claim in self._claims(words, marks, topic, notes) if not self._is_action(words, claim)]
        if shown and sentence.asked and words[0].text in _OVER and all(claim.kind == "figure" for claim in claims):
            notes.asked += _attributes(claims)  # "Over five pounds?" is amazed
            claims = []
        notes.foreign += [
            c.text for c in claims if c.kind == "foreign" and c.sign in ("+", "?") and not _is_verb(words, c)
        ]
        if mood != "statement":
            notes.acts.add("explain" if mood == "advice" else "question")
            notes.asked += self._asked(words, claims)
            if (
                mood == "ask"
                and any(c.kind == "degree" for c in claims)
                and {"which", "than"} & {w.text for w in words}
            ):
                notes.acts.add("compare")
            return
        if shown and falls_short(words, claims, self._vocabulary):
            notes.acts.add("reject")
        if shown or local:
            claims = wished(words, claims, local, accepted="accept" in notes.acts)
            claims = with_displayed(words, claims, [m.reference for m in local], shown, self._vocabulary)
        claims = settled(claims)
        for claim in claims:
            if claim.kind == "degree" and (claim.sign == "+" or (claim.sign == "-" and sentence.asked)):
                self._compare(words, claim, local, shown, notes)
        if sentence.asked and words[0].text not in _WISHING and all(c.kind == "keyword" for c in claims):
            notes.asked += _attributes(claims)
            if claims or any(mention.named for mention in local):  # "the Slate 14?"
                notes.acts.add("question")
        notes.claims = [*raised(notes.claims, words, claims), *claims]

    def _claims(self, words: Sequence[Token], marks: Sequence[Mark], topic: str | None, notes: _Notes) -> list[Claim]:
        """The claims of a sentence. A short one with a bound on nothing goes on about the last figure: "16 GB is too
        little. 32 or more."."""
        claims = claims_of(self._vocabulary, self._amounts, words, marks, topic)
        figures = [claim.attribute for claim in claims if claim.kind == "figure"]
        kinds = {mark.kind for mark in marks}
        if not figures and notes.figured and len(words) <= _SHORT and "figure" in kinds and kinds & _BOUNDS:
            return claims_of(self._vocabulary, self._amounts, words, marks, notes.figured)
        notes.figured = figures[-1] if figures else notes.figured
        return claims

    def _is_action(self, words: Sequence[Token], claim: Claim) -> bool:
        """Whether the name of a value is a verb here: "it should train logic" of trains."""
        modal = claim.start > 0 and words[claim.start - 1].text in _MODALS - {"to", "not"}
        plural = f"{words[claim.start].text}s" in claim.values
        return modal and plural and claim.kind == "value" and claim.attribute not in self._vocabulary.activities

    def _asked(self, words: Sequence[Token], claims: Sequence[Claim]) -> list[str]:
        """The attributes that a question is about. One whose whole label is in it ("what colour is the band?" of the
        band colour) takes the words of its label from the others."""
        claims = _told_apart(claims)
        spoken = [word.text for word in words]
        labelled: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(_attributes(claims)):
            stems = tuple(_stem(part) for part in self._vocabulary.schema.attributes[name].label.lower().split())
            if len(stems) > 1 and all(any(word.startswith(stem) for word in spoken) for stem in stems):
                labelled[name] = stems
        taking = tuple(stem for stems in labelled.values() for stem in stems)
        return [
            claim.attribute
            for claim in claims
            if claim.attribute
            and (
                claim.attribute in labelled
                or claim.kind != "keyword"
                or not taking
                or not all(word.startswith(taking) for word in spoken[claim.start : claim.end])
            )
        ]

    def _compare(
        self, words: Sequence[Token], claim: Claim, mentions: Sequence[Mention], shown: Sequence[Product], notes: _Notes
    ) -> None:
        found = best_of(words, claim, shown)
        if found is not None:
            notes.references.append(found)
            return
        wants = "less" if claim.text == "less" else "more"
        reference = next((m.reference for m in mentions if m.start >= claim.end), None)
        if reference is None and claim.objection:
            reference = next((m.reference for m in reversed(mentions) if m.end <= claim.start), None)
        comparative = Comparative(claim.attribute, wants, reference)  # type: ignore[arg-type]
        if comparative not in notes.comparatives:
            notes.comparatives.append(comparative)
        if claim.objection:
            notes.acts.add("reject")

    def _reading(self, tokens: Sequence[Token], notes: _Notes, topic: str | None) -> Reading:
        constraints = constraints_of(notes.claims, self._vocabulary)
        indifferent = indifferent_to(notes.claims, constraints, self._vocabulary)
        references = tuple(dict.fromkeys(notes.references))
        if indifferent:
            notes.acts.discard("unsure")  # it is sure that this does not matter
        if topic in self._vocabulary.schema.attributes and "unsure" in notes.acts and not (constraints or indifferent):
            indifferent = (str(topic),)
        if (
            not references
            and notes.acts & {"accept", "reject", "question"}
            and any(t.text in _PRONOUNS for t in tokens)
        ):
            references = (Reference(),)
        return Reading(
            constraints=constraints,
            comparatives=tuple(notes.comparatives),
            indifferent=indifferent,
            asked=tuple(dict.fromkeys(notes.asked)),
            references=references,
            not_carried=tuple(dict.fromkeys(notes.foreign)),
            acts=frozenset(notes.acts),
        )


_SHORT = 12  # tokens of a sentence that may leave out what its figure is about
_BOUNDS: frozenset[Kind] = frozenset({"before", "either", "after"})
_OVER = frozenset({"over", "above", "more"})
_WISHING = frozenset({"anything", "something", "got", "with"})  # "anything with a better screen?"
_OBJECTS = frozenset("me my us our you your him his her them their everyone everybody".split())
_MODALS = frozenset({"would", "will", "should", "might", "could", "may", "must", "can", "to", "not"})
_ARTICLES = frozenset({"the", "a", "an", "any", "every", "all"})
_PRONOUNS = frozenset({"it", "that", "this"})


def _attributes(claims: Sequence[Claim]) -> list[str]:
    return [claim.attribute for claim in claims if claim.attribute]


def _told_apart(claims: Sequence[Claim]) -> list[Claim]:
    """`claims` where a word that names two attributes names the one with a value: "is the box red?"."""
    valued = {claim.attribute for claim in claims if claim.kind != "keyword"}
    settled_at = {claim.start for claim in claims if claim.kind == "keyword" and claim.attribute in valued}
    return [c for c in claims if c.kind != "keyword" or c.start not in settled_at or c.attribute in valued]


def _stem(word: str) -> str:
    """The beginning that "leaf" and "leaves", "colour" and "color" share."""
    return word[: max(3, min(4, len(word) - 1))]


def _is_verb(words: Sequence[Token], claim: Claim) -> bool:
    """Whether the name of a thing is a verb here: "that would suit my mother", "blue suits the job"."""
    following = words[claim.end].text if claim.end < len(words) else ""
    modal = claim.start > 0 and words[claim.start - 1].text in _MODALS
    return following in _OBJECTS or modal or (words[claim.start].text.endswith("s") and following in _ARTICLES)
