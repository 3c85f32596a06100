"""The scripted sales agent.

Contract: a `Seller` is built once per store and shared; a `Conversation` is a fold over the shopper's texts, so
the same seed and the same texts give the same turns, byte for byte, in any process.
"""

from __future__ import annotations

from salessim_tasks.records import Constraint
from salessim_tasks.schema import Flag
from salessim_tasks.seller.desk import Desk
from salessim_tasks.seller.looks import BLIND, Looks, noticed, parted
from salessim_tasks.seller.manners import finish, set_up
from salessim_tasks.seller.misreading import listen
from salessim_tasks.seller.plan import Plan, planned
from salessim_tasks.seller.pressed import load_pressed_wording
from salessim_tasks.seller.records import Scheme, SellerTurn
from salessim_tasks.seller.respond import Heard, greet, respond
from salessim_tasks.seller.state import State, heard
from salessim_tasks.seller.wording import Voice, load_wording
from salessim_tasks.store import Store
from salessim_tasks.understanding import Understanding
from salessim_tasks.understanding.reading import Reading

__all__ = ["Conversation", "Seller"]

_BARE = 60  # characters; a longer message is more than a bare yes or no


class Seller:
    """The sales agent of `store`, built once and shared by its conversations.

    `pictures`: it shows one of each product (a line `<image>` below its card), and what is to be seen in them (the
    attributes that the schema calls visual) is not on its list: it neither says it nor searches by it.
    """

    def __init__(self, store: Store, understanding: Understanding | None = None, *, pictures: bool = False) -> None:
        self._understanding = understanding or Understanding(store.schema, store.products)
        self.desk = Desk.furnished(store, load_wording(), self._understanding, pictures=pictures)
        self._products = {product.id: product for product in store.products}

    def open(self, seed: str, behaviour: str = "helpful", scheme: Scheme | None = None) -> Conversation:
        """A new conversation. `seed` chooses the wording; every behaviour but `helpful` takes a scheme.

        Raises:
            ValueError: there is no such behaviour, or the scheme is missing or not one of this store.
        """
        return Conversation(self, planned(self.desk, seed, behaviour, scheme))

    def read(self, state: State, text: str) -> Reading:
        """What the seller takes out of a message, given what it asked last: a bare "14" answers "What size?"."""
        # The shopper has the products before its eyes, so that "not that colour" means something even there.
        shown = tuple(self._products[id] for id in state.last_shown if id in self._products)
        earlier = tuple(self._products[id] for id in state.shown if id in self._products)
        reading = self._understanding.read(text, shown, state.pending, earlier)
        return _bare(self.desk, state, text) if reading == Reading() else reading

    def parted(self, reading: Reading, text: str) -> tuple[Reading, Looks]:
        """What `reading` says of what is on the seller's list, and what of the looks."""
        return parted(reading, frozenset(self.desk.trade.visual), text, self._understanding.speaks_of)


def _bare(desk: Desk, state: State, text: str) -> Reading:
    """A bare yes or no: the answer to a question about a flag, or else to what was just shown or said."""
    said = text[:_BARE].lower().strip(" \n.!,").split(",")[0]
    if said not in (*desk.wording.affirmative, *desk.wording.negative):
        return Reading()
    yes = said in desk.wording.affirmative
    if not yes and state.parting:
        return Reading(acts=frozenset({"bye"}))
    if not yes and state.giving_way:
        return Reading(acts=frozenset({"reject"}))
    if state.pending is not None:
        if not isinstance(desk.schema.attributes[state.pending], Flag):
            return Reading()
        wish = Constraint(attribute=state.pending, op="==", value=True)
        return Reading(constraints=(wish,)) if yes else Reading(indifferent=(state.pending,))
    if state.offered:
        return Reading(acts=frozenset({"accept" if yes else "reject"}))
    return Reading()


class Conversation:
    """One conversation: `opening` is the seller's first turn, `reply` its answer to each message."""

    def __init__(self, seller: Seller, plan: Plan) -> None:
        self._seller = seller
        self._plan = plan
        helpful = plan.behaviour.kind == "helpful"
        self._wording = load_wording() if helpful else load_pressed_wording(instead=plan.target is not None)
        draft, self.state = greet(seller.desk, self._voice(0))
        self.opening: SellerTurn = draft.turn(self.state.pending)

    def reply(self, text: str) -> SellerTurn:
        """The seller's answer to a message; any string will do."""
        before, desk, plan = self.state, self._seller.desk, self._plan
        reading, looks = self._seller.read(before, text), BLIND
        if desk.pictures:
            reading, looks = self._seller.parted(reading, text)
        reading, taken_in = listen(desk, plan, before, reading, text)
        after = heard(taken_in, reading, text, desk.index)
        if desk.pictures:
            after = noticed(after, reading, looks)
        message = Heard(text, reading, before, after, looks)
        voice = self._voice(after.turn)
        draft, state = respond(desk, voice, message, set_up(desk, plan, message))
        turn, self.state = finish(desk, voice, plan, message, draft, state)
        return turn

    def _voice(self, turn: int) -> Voice:
        return Voice(self._wording, self._plan.seed, turn)
