"""What a reply does is read in the notations that models write, and nothing else passes for an action."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessim_tasks.actions import TOOLS, Action, read_reply, render_call

NAME = 'Norvik 13.3" Aero'
BUY = Action("add_to_cart", NAME)
LEAVE = Action("end_conversation")
ESCAPED = NAME.replace('"', '\\"')
ARGUMENTS = json.dumps({"product": NAME})
CALL = f'{{"name": "add_to_cart", "arguments": {ARGUMENTS}}}'
NESTED = json.dumps({"name": "add_to_cart", "arguments": ARGUMENTS})
XML = f"<function=add_to_cart>\n<parameter=product>\n{NAME}\n</parameter>\n</function>"
DEEPSEEK = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>"


@pytest.mark.parametrize(
    "raw",
    [
        f"<tool_call>{CALL}</tool_call>",
        f"<tool_call>\n{NESTED}\n</tool_call>",
        f"<tool_call>{CALL}",
        f"<TOOL_CALL>{CALL}</TOOL_CALL><|im_end|>",
        f"<tool_call>[{CALL}]</tool_call>",
        f"<|tool_call|>[{CALL}]<|/tool_call|>",
        f'<tool_call>{{"type": "function", "function": {CALL}}}</tool_call>',
        f'<tool_call>{{"name": "add_to_cart", "product": "{ESCAPED}"}}</tool_call>',
        f"<tool_call>{{'name': 'add_to_cart', 'arguments': {{'product': '{NAME}'}}}}</tool_call>",
        f'<tool_call>add_to_cart("{NAME}")</tool_call>',
        f"<tool_call>add_to_cart(product='{NAME}')</tool_call>",
        f"<tool_call>\n{XML}\n</tool_call>",
        XML,
        f"<function=add_to_cart>{ARGUMENTS}</function>",
        f"<tool_call>add_to_cart\n<arg_key>product</arg_key>\n<arg_value>{NAME}</arg_value>\n</tool_call>",
        f'<minimax:tool_call><invoke name="add_to_cart"><parameter name="product">{NAME}</parameter></invoke>'
        "</minimax:tool_call>",
        f"[TOOL_CALLS][{CALL}]",
        f"[TOOL_CALLS]add_to_cart[ARGS]{ARGUMENTS}",
        f"<|python_tag|>{CALL.replace('arguments', 'parameters')}<|eom_id|>",
        f'<|python_tag|>add_to_cart.call(product="{ESCAPED}")',
        f'[add_to_cart(product="{NAME}")]',
        CALL.replace("arguments", "parameters"),
        f"[{CALL}]",
        f'```tool_code\nprint(add_to_cart(product="{ESCAPED}"))\n```',
        f'```python\nadd_to_cart(product="{NAME}")\n```',
        f"```json\n{json.dumps(json.loads(CALL), indent=2)}\n```",
        f'<|tool_call>call:add_to_cart{{product:<|"|>{NAME}<|"|>}}<tool_call|>',
        f"<|tool_call>call:add_to_cart{{product:{NAME}}}<tool_call|>",
        DEEPSEEK.format(f"function<｜tool▁sep｜>add_to_cart\n```json\n{ARGUMENTS}\n```"),
        DEEPSEEK.format(f"add_to_cart<｜tool▁sep｜>{ARGUMENTS}"),
        f"<|tool_calls_section_begin|><|tool_call_begin|>functions.add_to_cart:0<|tool_call_argument_begin|>{ARGUMENTS}"
        "<|tool_call_end|><|tool_calls_section_end|>",
        f"<|channel|>commentary to=functions.add_to_cart <|constrain|>json<|message|>{ARGUMENTS}<|call|>",
        f"analysisIt fits.assistantcommentary to=functions.add_to_cart json{ARGUMENTS}",
        f'add_to_cart("{NAME}")',
        f"add_to_cart( “{NAME}” ).",
        f"add_to_cart('{NAME}')",
        f"add_to_cart({NAME})",
        f"add_to_cart({ARGUMENTS})",
        f'add_to_cart(\n    product="{NAME}",\n)',
        f'add_to_cart(product="{NAME}", quantity=1)',
        f'add_to_cart(product_name="{NAME}")',
        f'`add_to_cart("{NAME}")`',
        f'add_to_cart("{NAME}")\nadd_to_cart("{NAME}")',
        f'add_to_cart("{NAME}")<|im_end|>',
        f'add_to_cart("{NAME}")</tool_call>',
        f"add_to_cart[ARGS]{ARGUMENTS}</s>",
    ],
)
def test_a_purchase_in_each_notation(raw: str) -> None:
    reply = read_reply(raw)
    assert reply.format_error is None
    assert reply.action == BUY
    assert reply.speech == ""


@pytest.mark.parametrize(
    "raw",
    [
        "end_conversation()",
        "END_CONVERSATION()",
        'end_conversation(reason="too pricey")',
        '<tool_call>{"name": "end_conversation"}',
        '<tool_call>{"name": "end_conversation", "arguments": "{}"}</tool_call>',
        "<tool_call>end_conversation\n</tool_call>",
        "[TOOL_CALLS]end_conversation[ARGS]{}",
        "```\nend_conversation()\n```",
    ],
)
def test_leaving_in_each_notation(raw: str) -> None:
    reply = read_reply(raw)
    assert (reply.speech, reply.action, reply.format_error) == ("", LEAVE, None)


@pytest.mark.parametrize(
    ("raw", "speech"),
    [
        ("please <tool_call> end_conversation() </tool_call> bye", "please bye"),
        ("I'll leave it.\nend_conversation()", "I'll leave it."),
        ("I'll leave it. end_conversation()", "I'll leave it."),
        ("I'll leave it. **end_conversation()**", "I'll leave it."),
        ("end_conversation()\nThanks!", "Thanks!"),
        ('Bye.\n- {"name": "end_conversation", "parameters": {}}', "Bye.\n-"),
        ("I would end_conversation() here.\nend_conversation()", "I would here."),
        ("[TOOL_CALLS]end_conversation[ARGS]{} Thanks!", "Thanks!"),
    ],
)
def test_what_stands_around_an_action_is_speech(raw: str, speech: str) -> None:
    reply = read_reply(raw)
    assert (reply.speech, reply.action, reply.format_error) == (speech, LEAVE, None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ('<tool_call>{"name": "add_to_cart", "arguments": {"product": "X</tool_call>', "not valid JSON"),
        ('{"name": "add_to_cart", "arguments": {"product": "X', "not valid"),
        ('<tool_call>buy("X")</tool_call>', "unknown tool 'buy'"),
        ("```tool_code\nsearch('X')\n```", "unknown tool 'search'"),
        ("<tool_call>the first one please</tool_call>", "unreadable"),
        ("<tool_call></tool_call>", "empty"),
        ('<tool_call>{"arguments": {}}</tool_call>', 'no "name"'),
        ('<tool_call>{"name": "add_to_cart", "arguments": {}}</tool_call>', "lacks its product"),
        ('<tool_call>{"name": "add_to_cart", "arguments": {"product": 3}}</tool_call>', "lacks its product"),
        ('add_to_cart(brand="Norvik", model="Aero")', "lacks its product"),
        ("add_to_cart()", "lacks its product"),
        ('add_to_cart("  ")', "lacks its product"),
        ('add_to_cart("X', "closing quotation mark"),
        ("add_to_cart(X", "closing parenthesis"),
        ('<tool_call>add_to_cart("A")</tool_call> then end_conversation()', "2 different actions"),
        ('add_to_cart("A")\nadd_to_cart("B")', "2 different actions"),
        ('I\'d add_to_cart ( "Mas" ) now', "middle of a sentence"),
        ("I will add_to_cart the first one", "mentioned, not called"),
        ("end_conversation", "mentioned, not called"),
        ("Well</tool_call>", "without a call"),
    ],
)
def test_whatever_else_looks_like_an_action_is_a_format_error(raw: str, reason: str) -> None:
    reply = read_reply(raw)
    assert reply.action is None
    assert reply.format_error is not None
    assert reason in reply.format_error


@pytest.mark.parametrize(
    "raw", ["Do you have one under $900?", 'It says {"name": "Aero"} here (why?)', "add to cart", ""]
)
def test_ordinary_speech_is_neither(raw: str) -> None:
    reply = read_reply(raw)
    assert (reply.speech, reply.action, reply.format_error) == (raw, None, None)


def test_an_action_in_reasoning_is_none() -> None:
    reply = read_reply('<think>Perhaps add_to_cart("X")?\nadd_to_cart("X")</think>What else is there?')
    assert (reply.speech, reply.action, reply.format_error) == ("What else is there?", None, None)
    assert 'add_to_cart("X")' in reply.reasoning
    assert read_reply("<think>hm</think>end_conversation()").action == LEAVE


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="<>[]|◁▷`", exclude_categories=["Cs"]), min_size=1).map(str.strip))
def test_the_taught_form_reads_back(name: str) -> None:
    if name:
        action = Action("add_to_cart", name)
        assert read_reply(render_call(action)).action == action


@pytest.mark.parametrize("name", [NAME, 'a "b" c', "it's 14\"", "back\\slash", 'Aero (13")', "Aéro, 14”", "x\\"])
def test_the_taught_form_reads_back_for_hard_names(name: str) -> None:
    for action in (Action("add_to_cart", name), LEAVE):
        assert read_reply(f"Fine, that one.\n{render_call(action)}").action == action


def test_the_tools_are_those_that_are_read() -> None:
    functions = {tool["function"]["name"]: tool["function"]["parameters"] for tool in TOOLS}
    assert functions["add_to_cart"]["required"] == ["product"]
    for name, parameters in functions.items():
        arguments = dict.fromkeys(parameters.get("required", []), "X")
        raw = f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
        assert read_reply(raw).format_error is None


MARKUP = [
    *("<tool_call>", "</tool_call>", "<|tool_call>", "tool_call|>", "[TOOL_CALLS]", "[ARGS]", "<|python_tag|>"),
    *("<function=", "</function>", "<parameter=", "<invoke", "<arg_key>", "<|call|>"),
    *("<think>", "</think>", "[THINK]", "[/THINK]", "<|channel|>", "<|message|>"),
]
FRAGMENTS = [
    *MARKUP,
    *(
        "add_to_cart",
        "end_conversation",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "\\",
        ",",
        "=",
        ":",
        "\n",
        " ",
        "x",
        "1",
    ),
    *('{"name": ', '"arguments": ', "```", "<", ">", "tool_", "call", "product", "name=", "function", "_to_cart"),
    *(
        "analysis",
        "commentary to=",
        "<|channel|>analysis",
        "<|channel|>commentary to=",
        "```tool_code\n",
        "assistantfinal",
        "json",
    ),
]


@pytest.mark.parametrize("raw", ["add_to_cartadd_to_cart(", 'xadd_to_cart("a")', "I thinkend_conversation()"])
def test_a_call_glued_to_another_word_is_an_error(raw: str) -> None:
    reply = read_reply(raw)
    assert reply.action is None
    assert reply.format_error is not None
    assert reply.format_error.endswith("is mentioned, not called")


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.text())
def test_no_reply_raises_and_no_markup_reaches_the_seller(raw: str) -> None:
    reply = read_reply(raw)
    assert reply.action is None or reply.format_error is None
    assert "add_to_cart(" not in reply.speech or reply.format_error
    assert not any(markup.lower() in reply.speech.lower() for markup in MARKUP)


@pytest.mark.parametrize(
    "unit",
    [
        "<tool_call>",
        'add_to_cart("',
        '{"name": "a", "arguments": ',
        "[TOOL_CALLS]f(1) ",
        "f(a, ",
        "``` ",
        "<function=",
        " ",
    ],
)
def test_long_replies_are_read(unit: str) -> None:
    assert read_reply(unit * (200_000 // len(unit))).action is None


@pytest.mark.parametrize("raw", ['add_to_cart("<full product name>")', 'add_to_cart("<product name>")'])
def test_the_prompts_own_placeholder_is_no_purchase(raw: str) -> None:
    reply = read_reply(raw)
    assert reply.action is None
    assert "placeholder" in (reply.format_error or "")
