"""The generic English of requirements, as data: comparators, negation, indifference, and what ends their scope.

Everything is written as `text.tokenise` spells it (contractions spelled out, no hyphens); `*` stands for up to three
words. Words of a trade do not belong here but in its schema.
"""

from __future__ import annotations

from salessim_tasks.understanding.wordset import word_set

__all__ = ["AFTER", "BEFORE", "COMMON", "DEGREES", "EITHER", "HEDGES", "MARKERS"]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())


# Comparators that stand before the figure.
BEFORE: dict[str, tuple[str, ...]] = {
    "<": _phrases(
        "sub, under, below, less than, fewer than, lower than, beneath, south of, shy of, <, underneath, short of"
    ),
    "<=": _phrases(
        "up to, as high as, as much as, within, capped at, limited to, stops at, ends at, tops out at, end at, stop "
        "at, <=, go to, over in, over within, done in, finished in, finished within, equal to or less than, equal to "
        "or lower than, equal to or under, equal to or below, equal or less than, equal or lower than, less than or "
        "equal to, lower than or equal to, not more than or equal to, no more than or equal to"
    ),
    ">": _phrases(
        "over, above, more than, greater than, exceed, exceeds, exceeding, beyond, past, north of, >, better than"
    ),
    ">=": _phrases(
        "upwards of, upward of, starting at, starting from, >=, equal to or more than, equal to or greater than, "
        "equal to or above, equal to or over, equal to or higher than, equal or more than, equal or greater than, "
        "more than or equal to, greater than or equal to, higher than or equal to, not less than or equal to, "
        "no less than or equal to"
    ),
    "about": _phrases(
        "about, around, roughly, approximately, approx, circa, ca, ~, near, close to, in the region of, ballpark, "
        "in the neighbourhood of, in the neighborhood of, something like, more or less"
    ),
    "==": _phrases("exactly, precisely"),
    "between": _phrases("between"),
    "from": _phrases("from"),
}

# Comparators that stand before or after it.
EITHER: dict[str, tuple[str, ...]] = {
    "<=": _phrases(
        "at most, at the most, at the very most, max, maximum, maximum of, max of, a max of, a maximum of, limit, "
        "ceiling, cap, the most, upper limit, top limit, top whack"
    ),
    ">=": _phrases(
        "at least, at the least, at the very least, minimum, min, minimum of, a minimum of, bare minimum, the "
        "least, lower limit, at minimum, at a minimum, as a minimum"
    ),
}

# Comparators that stand after it.
AFTER: dict[str, tuple[str, ...]] = {
    "<=": _phrases(
        "tops, or less, or under, or below, or lower, or fewer, or cheaper, or lighter, or smaller, or shorter, "
        "or thereunder, or even less, and no more, and not more, or down, not a cent more, not a cent over, not a cent "
        "above, not one cent more, not a penny more, not a penny over, not a penny above, not one penny more, not a "
        "farthing more, not a farthing over, that is all i have, that is all i have got, that is all i got, that is "
        "all there is, is all i have, is all i have got, is all i got, is all there is, that is my lot"
    ),
    ">=": _phrases(
        "or more, or over, or above, or higher, or longer, or bigger, or larger, or greater, or up, and up, "
        "upwards, +, or upwards, or beyond, or even more, and upwards, or heavier"
    ),
    "better": _phrases("or better, and better, or something better"),
    "about": _phrases("or so, ish, give or take, or thereabouts, or something, or something like that"),
}

# Comparatives of any trade; a schema's own words for less and more go before them.
DEGREES: dict[str, tuple[str, ...]] = {
    "less": _phrases("smaller, lower, shorter, lighter, cheaper, fewer, thinner, too high, too much, too long, less"),
    "more": _phrases(
        "bigger, larger, greater, higher, longer, heavier, wider, taller, too low, too short, too little, too "
        "few, not enough, more, not long enough, not big enough, extra"
    ),
}

# What a polite shopper says for "too": "a bit heavy".
HEDGES = _phrases("a bit, a little, a little bit, a tad, a touch, kind of, sort of, slightly, somewhat, bit")

MARKERS: dict[str, tuple[str, ...]] = {
    # What follows is not wanted.
    "not": _phrases(
        "not, no, never, nothing, none, without, nor, neither, avoid, avoiding, avoids, hate, hates, dislike, "
        "detest, loathe, despise, except, except for, other than, apart from, aside from, anything but, "
        "everything but, all but, any * but, any * but not, anything save, everything save, keep your, instead of, "
        "rather than, steer clear of, stay away from, keep away from, object to, objects to, "
        "stay clear of, sick of, tired of, fed up with, done with, had enough of, refuse, "
        "refusing, skip, minus, spare me, forget, free of, free from, lacking, lacks, rid of, never again, excluding, "
        "ruling out, rule out, ruled out, nix, not interested in, no fan of, not a fan of, not keen on, not fond "
        "of, not into, allergic to, bar, barring, will not use, would not use, can not use, could not use"
    ),
    # Looks like negation and is not.
    "neutral": _phrases(
        "not only, not just, not merely, no problem, no worries, no rush, no hurry, no idea, no doubt, not sure, "
        "do not know, not certain, would not mind, would not hurt, will not hurt, could not hurt, would not say "
        "no to, not say no to, can not do without, could not do without, not do without, can not live without, "
        "can not * without, could not live without, not live without, can not go without, not go without, "
        "not manage without, can "
        "not be without, not be without, could not be without, not want to be without, not want to do without, "
        "not to mention, not bad, not forget, never forget, why not, no thanks, no thank you, can not wait, not "
        "yet, no discussion, without exception, no exceptions, no exception, without question, no question, "
        "without fail, no matter, no ifs, no nonsense, no frills, or not at all, or nothing, nothing less, "
        "nothing else, nothing more, nothing fancy, not complain, no complaints, not turn down, not refuse, no "
        "pressure, no offence, no offense, no compromise, no compromises, not negotiable, non negotiable, no "
        "buts, not miss out on, not half, without doubt, not lose, not least, no way around, not compromise on, "
        "not budge on"
    ),
    # What follows does not matter.
    "indifferent": _phrases(
        "not need, no need for, no need of, no need to have, not have to, not got to, not care, not care about, "
        "not care if, not care whether, not care for any particular, not care less about, need not, need not be, "
        "can do without, could do without, can live without, could live without, happy without, with or without, "
        "whichever, whatever, regardless of, irrespective of, no use for, not use, never use, hardly use, not "
        "insist on, flexible on, flexible about, easy about, open on, open about, not looking for, not after any "
        "particular, not require, not set on, not think i need, not think we need, no preference for, no "
        "preference on, no preference about, no preference as to, no particular preference, no opinion on, not "
        "depend on, not worried about, not fussy about, not fussed about, not bothered about, not bothered by, "
        "not picky about, not concerned about, not concerned with, not necessarily, not paying for, not pay for"
    ),
    # What stands before (if nothing does: what follows) does not matter.
    "unimportant": _phrases(
        "not matter, not matter to me, not important, not that important, not so important, not too important, "
        "not mind, not bothered, not fussed, not fussy, not picky, not worried, not essential, not necessary, not "
        "required, not needed, not a priority, not a must, not a must have, not a concern, not concerns, "
        "not priorities, not an issue, not a "
        "problem, not a big deal, makes no difference, make no difference, unimportant, irrelevant, unnecessary, "
        "immaterial, no object, secondary, optional, or not, up to you, not crucial, not vital, no preference, "
        "not fussy either way, either way, not make a difference, not make any difference"
    ),
    # What stands before is not wanted.
    "unwanted": _phrases(
        "out of the question, no way, is out, are out, wasted on me, not for me, not my thing, not my style, not my "
        "colour, is a no, no go, no no, a deal breaker, a dealbreaker, dealbreaker, deal breaker, need not apply, "
        "a non starter, non starter, banned, not welcome, not an option, off the table, not acceptable, "
        "unacceptable, puts me off, put me "
        "off, drives me mad, drives me crazy, bothers me, annoys me, turn off, not allowed, not happening, will "
        "not do, would not do, useless to me, no use to me, of no use to me, is forbidden, are forbidden, ruled "
        "out, is excluded, are excluded, are a no, not go near, not come into my house, gives me a headache, too "
        "much for me, is ugly, are ugly, look ugly, looks ugly, is awful, are awful, would be awful, is hideous, are "
        "hideous, is horrible, are horrible, would be horrible, would be terrible, would be a mistake, is a nuisance, "
        "are a nuisance, is a pain, are a pain, is a hassle, is a nightmare, are a nightmare, would be a nightmare, is "
        "boring, are boring"
    ),
    # What stands before, if something a product has or has not, is neither wanted nor ruled out.
    "fine": _phrases("is fine, are fine, is ok, are ok, is okay, are okay, is all right, are all right, is alright"),
    # After "no …": it is not ruled out, it only does not matter.
    "unneeded": _phrases("needed, necessary, required, wanted or needed"),
    # What is said is about another time or another thing.
    "past": _phrases(
        "my old, my last, my current, my previous, my existing, my present, our old, our last, our current, my "
        "former, our existing, the old one, used to, i spent, we spent, i paid, we paid, i bought, we bought, i "
        "already have, i already own, i own, i currently, last year, last time, i have spent, i have paid, i have "
        "owned, cost me, costed me, at the moment i have, i am using a, i am using an, i had a, i had an, years "
        "ago, ago, my one now, the one i have, the one i own"
    ),
    # A new statement starts: the scope of what was said before ends.
    "start": _phrases(
        "give me, show me, make it, find me, get me, just, only, something, as long as, so long as, provided, "
        "providing, prefer, preferably, ideally, i want, i need, i would like, it must, it should, it has to, it "
        "needs, it would, it can, it ought, must have, must be, i prefer, they must, if it has, if it is, but, "
        "however, though, although, because, since, while, whereas, otherwise, ;, :, (, ), except that, so i, so "
        "it, so that, so we, so they, so my, and i, and it, and the, and my, and we, or i, or it, or my, let us, "
        "how about, what about, by contrast, at the same time, then again, mind you, as i, as it, as my, not "
        "because, said that, that said, instead i"
    ),
    "or": _phrases(
        "or, and or, or else, or even, or maybe, or possibly, or perhaps, or at least, or failing that, or rather"
    ),
    "and": _phrases("and, plus, as well as, &, along with, and also, together with, and maybe"),
    "than": _phrases("than"),
}

# Words that may follow a figure without a unit: what else follows it is what it counts.
COMMON = word_set(
    "range mark region bracket "
    "and or but is are was for at in on if as so that to of would will should can could must may might please "
    "with because since though than then i we it this my the a an all from when while total altogether max "
    "maximum tops min minimum limit ceiling budget not no nor plus ish thanks thank ideally preferably only "
    "whatever by be including before after tax taxes right now there here just maybe perhaps upper lower ok "
    "sounds seems works work fits looks feels being have has sir madam mate aye okay lol tbh dear love hon honey friend"
)
