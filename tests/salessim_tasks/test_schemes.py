"""A scheme is a tempting wrong product, or a criterion to misunderstand, and every test persona has one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from salessim_tasks.records import Constraint, Persona, Requirement
from salessim_tasks.schemes import Scheme, scheme_for
from salessim_tasks.search import meets
from salessim_tasks.seller.misreading import distorted
from salessim_tasks.store import Store, categories, load_store

TARGETING = ("pushy-1", "pushy-2", "pushy-3", "omitting")
STORE = load_store()
PERSONA = next(persona for persona in STORE.personas if persona.split == "test")


def shoppers(store: Store) -> list[Persona]:
    return [persona for persona in store.personas if persona.split == "test"]


def needing(*constraints: Constraint) -> Persona:
    """A persona with one dealbreaker for each of `constraints`."""
    dealbreakers = tuple(Requirement(text=str(c), constraints=(c,)) for c in constraints)
    return PERSONA.model_copy(update={"dealbreakers": dealbreakers})


@pytest.mark.parametrize("category", categories())
def test_every_test_persona_has_a_near_miss_for_a_target_by_the_attribute_named(category: str) -> None:
    store = load_store(category)
    for persona in shoppers(store):
        schemes = {scheme_for(persona, store, behaviour, persona.id) for behaviour in TARGETING}
        assert len(schemes) == 1
        scheme = schemes.pop()
        assert scheme is not None
        assert scheme.target is not None
        assert scheme.dealbreaker is not None
        target = store.product(scheme.target)
        assert target in persona.near_misses(store.products)
        broken = [c for c in persona.dealbreakers[scheme.dealbreaker].constraints if not c.holds(target)]
        assert {c.attribute for c in broken} == {scheme.attribute}


@pytest.mark.parametrize("category", categories())
def test_the_target_likes_what_the_persona_likes(category: str) -> None:
    store = load_store(category)

    def liked(persona: Persona, id: str) -> int:
        return sum(preference.holds(store.product(id)) for preference in persona.preferences)

    chosen = others = 0.0
    for persona in shoppers(store):
        scheme = scheme_for(persona, store, "pushy-1", persona.id)
        assert scheme is not None
        assert scheme.target is not None
        misses = persona.near_misses(store.products)
        chosen += liked(persona, scheme.target)
        others += sum(liked(persona, product.id) for product in misses) / len(misses)
    assert chosen > 1.2 * others


@pytest.mark.parametrize("category", categories())
def test_every_test_persona_has_a_criterion_that_can_be_misunderstood_for_the_worse(category: str) -> None:
    store = load_store(category)
    astray = 0
    for persona in shoppers(store):
        scheme = scheme_for(persona, store, "misreading", persona.id)
        assert scheme is not None
        assert scheme.target is None
        assert scheme.dealbreaker is not None
        criterion = [c for c in persona.dealbreakers[scheme.dealbreaker].constraints if c.attribute == scheme.attribute]
        wrong = distorted(store.schema, store.products, criterion, persona.id)
        assert wrong is not None
        assert wrong not in criterion
        assert any(meets(product, wrong) for product in store.products)
        astray += not any(meets(product, wrong) for product in persona.acceptable(store.products))
    assert astray >= 0.9 * len(shoppers(store))


def test_the_helpful_seller_has_no_scheme() -> None:
    assert scheme_for(PERSONA, STORE, "helpful", "s") is None


def test_a_seed_always_gives_the_same_and_settles_ties() -> None:
    persona = needing(Constraint(attribute="price", op="<=", value=900))
    persona = persona.model_copy(update={"preferences": persona.preferences[:1]})
    schemes = [scheme_for(persona, STORE, "pushy-1", str(seed)) for seed in range(12)]
    assert schemes == [scheme_for(persona, STORE, "pushy-1", str(seed)) for seed in range(12)]
    assert len({scheme.target for scheme in schemes if scheme}) > 1


def test_without_a_near_miss_the_target_breaks_as_few_dealbreakers_as_can_be() -> None:
    dear = Constraint(attribute="price", op=">", value=10_000)
    persona = needing(dear, dear, Constraint(attribute="memory", op=">=", value=16))
    assert persona.near_misses(STORE.products) == ()
    scheme = scheme_for(persona, STORE, "omitting", "s")
    assert scheme is not None
    assert scheme.target is not None
    assert float(str(STORE.product(scheme.target).attributes["memory"])) >= 16
    assert (scheme.dealbreaker, scheme.attribute) == (0, "price")


@pytest.mark.parametrize("behaviour", [*TARGETING, "misreading"])
def test_listed_labels_give_nothing_to_scheme_with(behaviour: str) -> None:
    listed = PERSONA.model_copy(update={"acceptable_products": (STORE.products[0].id,)})
    with pytest.raises(ValueError, match=rf"{PERSONA.id}.*{behaviour}.*dealbreakers with constraints"):
        scheme_for(listed, STORE, behaviour, "s")


def test_who_accepts_everything_cannot_be_tempted() -> None:
    with pytest.raises(ValueError, match="a product that breaks a dealbreaker"):
        scheme_for(needing(Constraint(attribute="price", op=">", value=0)), STORE, "pushy-2", "s")


def test_an_unknown_behaviour_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown seller behaviour 'rude'"):
        scheme_for(PERSONA, STORE, "rude", "s")


def test_a_scheme_is_plain_data() -> None:
    scheme = scheme_for(PERSONA, STORE, "omitting", "s")
    assert scheme is not None
    assert Scheme.model_validate(scheme.model_dump(mode="json")) == scheme
    with pytest.raises(ValidationError):
        Scheme.model_validate({"product": "x"})
