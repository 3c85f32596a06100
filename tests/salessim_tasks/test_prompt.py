from __future__ import annotations

import json
from typing import Any

import pytest

from salessim_tasks.baselines.view import read_prompt
from salessim_tasks.prompt import prompt_hash, shopper_prompt
from salessim_tasks.records import Persona
from salessim_tasks.store import Store, categories, load_store


@pytest.fixture(scope="module")
def store() -> Store:
    return load_store("laptops")


@pytest.mark.parametrize("category", categories())
def test_the_persona_is_told_in_words_and_never_as_data(category: str) -> None:
    store = load_store(category)
    assert f"a shop for {store.schema.noun.many}." in shopper_prompt(store.personas[0], store.schema)
    for persona in store.personas:
        prompt = shopper_prompt(persona, store.schema)
        for told in (persona.name, str(persona.age), persona.background, persona.speaking_style):
            assert told in prompt
        for wish in (*persona.preferences, *persona.dealbreakers):
            assert f"- {wish.text}\n" in prompt + "\n"
            for constraint in wish.constraints:
                assert json.dumps(constraint.model_dump(mode="json")) not in prompt
        assert persona.id not in prompt
        assert not any(product.name in prompt for product in store.products)


def test_wishes_and_dealbreakers_stand_under_their_own_headings(store: Store) -> None:
    persona = store.personas[0]
    wishes, dealbreakers = shopper_prompt(persona, store.schema).split("What you will not accept (dealbreakers):\n")
    assert [line for line in dealbreakers.splitlines() if line] == [f"- {w.text}" for w in persona.dealbreakers]
    assert wishes.rstrip().endswith(persona.preferences[-1].text)


def _bare(**known: Any) -> Persona:
    """Someone else's persona, of whom nothing is known but name, age, a dealbreaker, and `known`."""
    told = {"id": "p", "split": "test", "name": "Ann Bell", "age": 33, "background": "", "acceptable_products": ()}
    dealbreakers = ({"text": "It must float."},)
    return Persona.model_validate({**told, "preferences": (), "dealbreakers": dealbreakers, **known})


def _told(store: Store, persona: Persona) -> list[str]:
    """The lines that tell who the shopper is."""
    who = shopper_prompt(persona, store.schema).partition("This is you:\n")[2]
    return [line for line in who.splitlines() if line]


def test_what_is_not_known_of_a_persona_leaves_no_empty_label(store: Store) -> None:
    dealbreakers = ["What you will not accept (dealbreakers):", "- It must float."]
    assert _told(store, _bare()) == ["Name: Ann Bell", "Age: 33", *dealbreakers]
    assert _told(store, _bare(background="Sails.", speaking_style="Curt.", preferences=({"text": "In red."},))) == [
        *("Name: Ann Bell", "Age: 33", "Background: Sails.", "Way of talking: Curt."),
        *("What you would like (preferences):", "- In red.", *dealbreakers),
    ]


def test_a_bare_persona_is_read_back_by_the_scripted_shoppers(store: Store) -> None:
    messages = [{"role": "system", "content": shopper_prompt(_bare(), store.schema)}]
    (wish,) = read_prompt(json.dumps(messages), store.schema).shopper.wishes
    assert (wish.text, wish.hard) == ("It must float.", True)


def test_a_shopper_who_is_shown_pictures_is_told_to_look_and_all_else_stays(store: Store) -> None:
    plain, looking = (shopper_prompt(store.personas[0], store.schema, pictures=shown) for shown in (False, True))
    differing = [line for line in looking.splitlines() if line not in plain.splitlines()]
    assert len(differing) == 1
    assert "picture" in differing[0]
    assert "picture" not in plain


def test_both_actions_are_taught(store: Store) -> None:
    prompt = shopper_prompt(store.personas[0], store.schema)
    assert 'add_to_cart("<full product name>")' in prompt
    assert "end_conversation()" in prompt


def test_personas_share_the_longest_possible_beginning(store: Store) -> None:
    prompts = [shopper_prompt(persona, store.schema) for persona in store.personas]
    assert len({prompt.split("This is you:")[0] for prompt in prompts}) == 1


def test_markup_in_a_persona_is_not_interpreted(store: Store) -> None:
    persona = store.personas[0].model_copy(update={"background": "{{ 7 * 7 }} <b>&amp;</b> and so on, and so on."})
    assert "{{ 7 * 7 }} <b>&amp;</b>" in shopper_prompt(persona, store.schema)


def test_an_unknown_style_is_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(ValueError, match="no prompt style 'rude'; there are: default"):
        shopper_prompt(store.personas[0], store.schema, "rude")


def test_the_hash_is_of_the_template() -> None:
    assert len(prompt_hash()) == 64
