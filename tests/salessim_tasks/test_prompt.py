from __future__ import annotations

import json

import pytest

from salessim_tasks.prompt import prompt_hash, shopper_prompt
from salessim_tasks.store import Store, load_store


@pytest.fixture(scope="module")
def store() -> Store:
    return load_store("laptops")


def test_the_persona_is_told_in_words_and_never_as_data(store: Store) -> None:
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
