"""Shoppers as language models and persona writers word them: padded, thorough, in lists."""

from __future__ import annotations

import pytest
from understood import FLEXA, SLATE, written

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Reading, Reference, Understanding

SCHEMA = load_schema("laptops")


SHOWN = (SLATE, FLEXA)
UNDERSTANDING = Understanding(SCHEMA, SHOWN)


def read(text: str) -> Reading:
    return UNDERSTANDING.read(text, SHOWN)


WISHES = {
    "My budget is around $800-$900 and I need at least 16GB of RAM, a 14-15 inch screen, and something lightweight "
    "(under 3.5 lbs).": "price >= 800; price <= 900; memory >= 16; screen >= 14; screen <= 15; weight < 3.5",
    "Here is what I need:\n- Budget: under $1,000\n- RAM: 16GB or more\n- Screen: 14 inches": (
        "price < 1000; memory >= 16; screen >= 13.5; screen <= 14.5"
    ),
    "**Budget:** up to $900\n**Weight:** under 4 lbs\n**Must have:** HDMI port": (
        "price <= 900; weight < 4; ports in HDMI"
    ),
    "1. Price: max $700\n2. Storage: at least 512GB\n3. No Chromebooks": (
        "price <= 700; storage >= 512; system not_in ChromeOS"
    ),
    "RAM: 16GB": "memory >= 16",
    "RAM: 16GB, Storage: 512GB SSD, OS: Windows": "memory >= 16; storage >= 512; system in Windows",
    "Battery life: 10+ hours": "battery >= 10",
    "Screen size: 15.6 inches or larger": "screen >= 15.6",
    "- Operating system: Windows\n- Touchscreen: not needed\n- Color: black or grey": (
        "system in Windows; colour in grey|black"
    ),
    "Touchscreen: yes. Number pad: no preference.": "touch == True",
    "I'm looking for something in the $600 to $800 range.": "price >= 600; price <= 800",
    "Hello! I'm looking for a new laptop, ideally something in the $600-$800 range with a good battery.": (
        "price >= 600; price <= 800; battery >= 10"
    ),
    "I'd like to keep it under $800 if possible.": "price < 800",
    "Ideally, I'd like to stay within a $1,200 budget, and I can't compromise on having at least 32GB of memory.": (
        "price <= 1200; memory >= 32"
    ),
    "Battery life is really important to me - I'd need at least 10 hours.": "battery >= 10",
    "The Norvik Slate 14 looks nice, but $949 is above my budget of $900. Do you have anything under $900?": (
        "price <= 900; price < 900"
    ),
    "Thank you for showing me these! However, I was hoping for something with at least 12 hours of battery life.": (
        "battery >= 12"
    ),
    "I appreciate the options, but I really need a machine that weighs less than 3 pounds.": "weight < 3",
    "Before we go further, I should mention that I will not consider anything over $1,000.": "price <= 1000",
    "One thing I should mention: it absolutely must have an SD card reader.": "ports in SD card reader",
    "It would be a plus if it had a backlit keyboard, but that's not essential.": "keyboard_light == True",
    "Does it come with at least 16GB of RAM? I need at least that for my data science work.": "uses in programming",
    "I'm a student and I'll mostly be using it for taking notes and streaming.": "uses in school; uses in everyday",
    "I'm afraid the Flexa is out since I can't stand pink. Do you have something in black or silver?": (
        "colour not_in pink; colour in silver|black"
    ),
    "That's helpful, thank you. Could you show me laptops with 32GB of RAM and a dedicated GPU under $1,500?": (
        "memory >= 32; graphics in dedicated; price < 1500"
    ),
    "Do you have any options that meet all of these requirements: Windows, 15-inch screen, and under $700?": (
        "system in Windows; screen >= 14.5; screen <= 15.5; price < 700"
    ),
    "I have a strict budget of $650.": "price <= 650",
    "My maximum budget is $1,100, no exceptions.": "price <= 1100",
    # a fault found is a wish
    "Unfortunately, it doesn't have HDMI, which is a dealbreaker for me.": "ports in HDMI",
    "Unfortunately the Slate has no number pad.": "number_pad == True",
    "It lacks a touchscreen, which I need.": "touch == True",
    "The Slate doesn't have a touchscreen, which is fine.": "",
    "The Flexa is pink, which is a dealbreaker.": "colour not_in pink",
    "It's a Chromebook, and I need Windows.": "system in Windows",
    "But it only has 8GB of RAM, and I need 16.": "memory >= 16",
    "But the battery only lasts 6 hours and I need at least 10.": "battery >= 10",
    "This one costs $949, which is more than my budget of $800.": "price <= 800",
    "Unfortunately $949 is above what I can spend. My limit is $900.": "price <= 900",
    "Unfortunately the Flexa at 3.4 pounds is heavier than I'd like. I need something under 3 pounds.": "weight < 3",
    "no HDMI is a dealbreaker": "ports in HDMI",
    "I can't work without an SD card reader.": "ports in SD card reader",
    "it mustn't weigh over 4 pounds or cost more than 800": "weight <= 4; price <= 800",
    "I have a budget of $900. I could go up to $1000.": "price <= 1000",
    "i can't go over $750 an all-day battery would save my life": "price <= 750; battery >= 12",
    # from the lists of persona writers
    "I can pay no more than $700.": "price <= 700",
    "It should weigh no more than 4.5 pounds.": "weight <= 4.5",
    "It has to work without fan noise.": "fanless == True",
    "I need a battery that lasts all day": "battery >= 12",
    "long battery life that lasts all day": "battery >= 12",
    "I keep cursing in the dark over the keys": "",
    "I write after dark": "",
    "My shift lasts 12 hours.": "",
    "The flight lasts 10 hours": "",
    "My day runs 12 hours and I need HDMI": "ports in HDMI",
    "It has to last my 12 hour shift": "battery >= 12",
    "My budget is $900, but I could go up to $1000": "price <= 1000",
    "I have a budget of $900 but could stretch to $1,000 for the right one": "price <= 1000",
    "Around $900, maybe up to $1000": "price <= 1000",
    "I don't need HDMI": "",
    "I don't need HDMI or a touchscreen, just 16GB of memory": "memory >= 16",
}

NO_WISH = (
    "I appreciate that it has 16GB of memory and a 512GB SSD.",
    "Thank you for the detailed comparison of the 16GB and 32GB models!",
    "I see that the Aurelle Flexa 14 is $899, which is a good price.",
    "Thanks for letting me know that it weighs 3.1 pounds.",
    "The 16GB of memory and the 512GB SSD sound great.",
    "I like that it has a backlit keyboard.",
    "The $949 price is a bit higher than I hoped.",
    "I noticed the Flexa has a touchscreen, and the 14-inch screen is nice.",
    "Based on what you've told me, the Norvik Slate 14 with 16GB of memory and a 512GB SSD is what I'll take.",
    "Hello there! How are you doing today?",
    "That sounds wonderful, thank you so much for your help today!",
    "Is the 512GB SSD on the Norvik Slate 14 upgradeable?",
    "Could you clarify whether the $949 price includes a warranty?",
    "Thank you, but I've decided not to make a purchase today. Have a great day!",
    "I'll take the Norvik Slate 14 Laptop - 16GB Memory - 512GB SSD - Graphite for $949.",
    "I love the pink colour of the Flexa!",
    "Great, both of those have 16GB of RAM.",
)

QUESTIONS: dict[str, tuple[tuple[str, ...], tuple[Reference, ...]]] = {
    "Thank you for the suggestions! The Norvik Slate 14 looks interesting, but I'm concerned about the price of $949. "
    "Could you tell me more about its battery life?": (("battery",), (Reference("slate"),)),
    "The Aurelle Flexa 14 sounds promising. Can you tell me how much it weighs and what ports it has?": (
        ("weight", "ports"),
        (Reference("flexa"),),
    ),
    "Before I decide, I'd like to know the battery life of the Norvik Slate 14.": (("battery",), (Reference("slate"),)),
    "Could you please confirm that the Slate 14 has an HDMI port?": (("ports",), (Reference("slate"),)),
    "I'm curious about the warranty on the Flexa 14.": (("warranty",), (Reference("flexa"),)),
    "What operating system does the Norvik Slate 14 come with, and does it have a backlit keyboard?": (
        ("system", "keyboard_light"),
        (Reference("slate"),),
    ),
    "Can you provide more details on the screen and the battery of the Flexa?": (
        ("screen", "battery"),
        (Reference("flexa"),),
    ),
}


@pytest.mark.parametrize(("text", "expected"), WISHES.items())
def test_wishes(text: str, expected: str) -> None:
    assert written(read(text).constraints) == expected


@pytest.mark.parametrize("text", NO_WISH)
def test_padding_and_facts_are_no_wishes(text: str) -> None:
    assert read(text).constraints == ()


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_questions(text: str, expected: tuple[tuple[str, ...], tuple[Reference, ...]]) -> None:
    reading = read(text)
    assert (reading.asked, reading.references) == expected
    assert "question" in reading.acts
    assert reading.constraints == ()
