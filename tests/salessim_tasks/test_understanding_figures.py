"""Figures that shoppers and personas state: money, sizes, weights, memory, hours."""

from __future__ import annotations

import pytest
from understood import written

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Understanding

SCHEMA = load_schema("laptops")
UNDERSTANDING = Understanding(SCHEMA)

MONEY = {
    "Nothing over $900 will do.": "price <= 900",
    "I can't go above nine hundred dollars": "price <= 900",
    "1.2k": "price <= 1200",
    "$1,299.99": "price <= 1299.99",
    "between 700 and 900 dollars": "price >= 700; price <= 900",
    "$700-$900": "price >= 700; price <= 900",
    "$700–900": "price >= 700; price <= 900",
    "somewhere from 700 to 900 bucks": "price >= 700; price <= 900",
    "a budget of 650": "price <= 650",
    "my budget is tight, around 500 dollars": "price <= 550",
    "fifteen hundred bucks tops": "price <= 1500",
    "Nine hundred fifty dollars at most": "price <= 950",
    "nine fifty at the most": "price <= 950",
    "twelve hundred and fifty dollars max": "price <= 1250",
    "eight or nine hundred dollars": "price <= 900",
    "a couple of grand": "price <= 2000",
    "two grand max": "price <= 2000",
    "something under a grand": "price < 1000",
    "less than a thousand bucks": "price < 1000",
    "$1k max": "price <= 1000",
    "up to 1500": "price <= 1500",
    "maximum 1200 dollars": "price <= 1200",
    "£1,000 or under": "price <= 1000",
    "no more than, say, $900": "price <= 900",
    "at the very most 900 dollars": "price <= 900",
    "I can stretch to $1,100 but not a penny more": "price <= 1100",
    "not a cent over 800": "price <= 800",
    "I refuse to pay more than 650": "price <= 650",
    "it can't cost over seven hundred": "price <= 700",
    "I have $800 to spend": "price <= 800",
    "My ceiling is $1,300.": "price <= 1300",
    "The most I can pay is $1,200.": "price <= 1200",
    "too expensive, my limit is $700": "price <= 700",
    "I'd rather not spend more than $600.": "price <= 600",
    "about $800": "price <= 880",
    "cheaper than $750": "price < 750",
    "I spent $1500 on my last one and don't want to go over $900 this time": "price <= 900",
    "under $100": "price < 100",
    "price < 1000": "price < 1000",
    "in the 700-900 range": "price >= 700; price <= 900",
    "$1500ish": "price <= 1650",
    "I'd say 700, give or take": "price <= 770",
    "I could go as high as 1100": "price <= 1100",
    "sub $1000": "price < 1000",
    "anything over $900 is too expensive": "price <= 900",
    "800 is my max": "price <= 800",
}

SIZES = {
    "It has to weigh less than 3.5 pounds.": "weight < 3.5",
    "under two kilos": "weight < 4.41",
    "under 2 kg": "weight < 4.41",
    "not more than 4 lb": "weight <= 4",
    "can't be heavier than 3 lb": "weight <= 3",
    "no heavier than 3 pounds": "weight <= 3",
    "lighter than 3 pounds": "weight < 3",
    "Three pounds is the most I can carry up those paths.": "weight <= 3",
    "Anything over 2.8 lb is out of the question.": "weight <= 2.8",
    "roughly three pounds": "weight <= 3.3",
    "two and a half pounds or less": "weight <= 2.5",
    "three to four pounds": "weight >= 3; weight <= 4",
    "My last one weighed 6 pounds, so I want something under 4": "weight < 4",
    "I'd like a 13 to 14 inch screen.": "screen >= 13; screen <= 14",
    "13-14 inch": "screen >= 13; screen <= 14",
    "13 or 14 inch screen": "screen >= 13; screen <= 14",
    "between thirteen and fifteen inches": "screen >= 13; screen <= 15",
    "at least 15 but no more than 17 inches": "screen >= 15; screen <= 17",
    "nothing under 13 inches": "screen >= 13",
    "no bigger than 14 inches": "screen <= 14",
    "smaller than 14 inches": "screen < 14",
    "exactly 14 inches": "screen == 14",
    "around 14 inches": "screen >= 13.5; screen <= 14.5",
    'Ideally 14", please': "screen >= 13.5; screen <= 14.5",
    "a 14 in screen": "screen >= 13.5; screen <= 14.5",
    '15" or bigger': "screen >= 15",
    "15 inches and above": "screen >= 15",
    "35 cm display": "screen >= 13.28; screen <= 14.28",
    "screen: 14; weight: under 3 lb": "screen >= 13.5; screen <= 14.5; weight < 3",
    "I don't want anything heavier than 4 pounds or bigger than 15 inches": "weight <= 4; screen <= 15",
    "Nothing over 4 lb, nothing under 13 inches": "weight <= 4; screen >= 13",
    "120hz or better": "refresh >= 120",
}

MEMORY = {
    "I need at least 16 gigs of RAM and half a terabyte of space": "memory >= 16; storage >= 512",
    "16GB/512GB": "memory >= 16; storage >= 512",
    "RAM: 16GB, SSD: 512GB": "memory >= 16; storage >= 512",
    "I want 32GB RAM and a 1TB SSD": "memory >= 32; storage >= 1024",
    "16 GB RAM minimum, 512GB SSD, under $1,000": "memory >= 16; storage >= 512; price < 1000",
    "14in screen 16gb ram 512gb ssd <$1000": (
        "screen >= 13.5; screen <= 14.5; memory >= 16; storage >= 512; price < 1000"
    ),
    "16 or 32 gigs of RAM": "memory >= 16",
    "16 to 32 GB of memory": "memory >= 16; memory <= 32",
    "no less than sixteen gigabytes of memory": "memory >= 16",
    "16GB+": "memory >= 16",
    "a terabyte": "storage >= 1024",
    "500 gigs": "storage >= 500",
    "8GB": "memory >= 8",
    "16 gigs of RAM is the bare minimum for me.": "memory >= 16",
    "more than 8 GB of RAM": "memory > 8",
    "My current laptop has 4GB of RAM and it's too slow, I want at least 16": "memory >= 16",
}

TIMES = {
    "It must run ten hours or more away from a plug.": "battery >= 10",
    "at least 10h battery": "battery >= 10",
    "10+ hours of battery": "battery >= 10",
    "ten-plus hours of battery": "battery >= 10",
    "more than 10 hours of battery": "battery > 10",
    "8-10 hours of battery life": "battery >= 8; battery <= 10",
    "I need something with good battery life, at least 8 hours": "battery >= 8",
    "The battery has to last all day.": "battery >= 12",
    "I can't work with less than 12 hours of battery.": "battery >= 12",
    "under 1.5 kg and more than 8 hours battery life": "weight < 3.31; battery > 8",
    "two-year warranty please": "warranty >= 2",
    "I'd like a warranty, 3 years ideally": "warranty >= 3",
}

EVERYTHING = {**MONEY, **SIZES, **MEMORY, **TIMES}


@pytest.mark.parametrize(("text", "expected"), EVERYTHING.items())
def test_figure(text: str, expected: str) -> None:
    assert written(UNDERSTANDING.requirements(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [*EVERYTHING.items()][::3])
@pytest.mark.parametrize("frame", ["{}\nThank you so much.", "Hello! {}", "{} 🙂"])
def test_courtesies_around_a_figure_change_nothing(frame: str, text: str, expected: str) -> None:
    assert written(UNDERSTANDING.requirements(frame.format(text))) == expected
