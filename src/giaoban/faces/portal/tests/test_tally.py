"""The invariants of the visit numbers (definitions: the page “Cách tính”)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from giaoban.faces.portal.visits.tally import GAP, MOST_A_DAY, Seen, tally

MORNING = datetime(2023, 7, 14, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
PEOPLE = [b"a" * 16, b"b" * 16, b"c" * 16]


@st.composite
def sightings(draw, doubts=("", "", "", "robot", "unconfirmed")):
    """A morning of sightings with distinct nonces."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 6 * 3600),
                st.sampled_from(PEOPLE),
                st.sampled_from([None, 7, 9]),
                st.sampled_from(doubts),
            ),
            max_size=60,
        )
    )
    return [
        Seen(MORNING + timedelta(seconds=after), number.to_bytes(9), key, article, doubt)
        for number, (after, key, article, doubt) in enumerate(rows)
    ]


def numbers(seen):
    counted = tally(seen)
    return (counted.visits, counted.views, counted.visitors, counted.unconfirmed, counted.articles, counted.robots)


@given(sightings(), st.randoms())
def test_order_and_repetition_change_nothing(seen, chance):
    again = seen * 2
    chance.shuffle(again)
    assert numbers(again) == numbers(seen)


@given(sightings())
def test_visits_are_at_least_the_visitors_and_at_most_the_views(seen):
    counted = tally(seen)
    assert 0 <= counted.visitors <= counted.visits <= counted.views <= len(seen)


@given(sightings(doubts=("robot", "no-language", "staff", "trap")))
def test_a_log_of_robots_alone_leaves_the_public_numbers_at_zero(seen):
    counted = tally(seen)
    assert (counted.visits, counted.views, counted.visitors) == (0, 0, 0)
    assert sum(counted.robots.values()) == len(seen)


@given(sightings())
def test_robots_beside_people_change_no_public_number(seen):
    people = [one for one in seen if one.doubt != "robot"]
    robots = [Seen(one.at, b"robot" + one.nonce[-4:], b"r" * 16, one.article, "robot") for one in people]
    assert numbers(people)[:5] == numbers(people + robots)[:5]


@given(sightings(doubts=("",)))
def test_what_was_counted_does_not_fall_as_the_day_goes_on(seen):
    before = 0
    ordered = sorted(seen)
    for length in range(len(ordered) + 1):
        now = tally(ordered[:length]).visits
        assert now >= before
        before = now


@given(sightings(), st.integers(0, 6 * 3600))
def test_those_online_are_among_the_visitors(seen, after):
    counted = tally(seen)
    assert counted.online(MORNING + timedelta(seconds=after)) <= counted.visitors


def at(*minutes, key=PEOPLE[0], **about):
    return [
        Seen(MORNING + timedelta(minutes=minute), bytes([number]) * 9, key, **about)
        for number, minute in enumerate(minutes)
    ]


def test_thirty_minutes_begin_a_new_visit_and_one_second_less_does_not():
    assert tally(at(0, 30)).visits == 2
    almost = [*at(0), Seen(MORNING + GAP - timedelta(seconds=1), b"x" * 9, PEOPLE[0])]
    assert tally(almost).visits == 1


def test_a_visit_that_goes_on_from_yesterday_is_not_counted_again():
    first = Seen(MORNING, b"1" * 9, PEOPLE[0], continued=True)
    assert tally([first]).visits == 0
    assert tally([first, *at(45)]).visits == 1


def test_an_article_is_counted_once_in_half_an_hour_for_each_reader():
    assert tally(at(0, 5, 10, 31, article=7)).articles[7] == 2


def test_a_rush_is_no_persons_reading_and_what_came_before_stays():
    rush = [Seen(MORNING + timedelta(milliseconds=100 * number), number.to_bytes(9), PEOPLE[0]) for number in range(40)]
    counted = tally(rush)
    assert (counted.visits, counted.views) == (1, 10)
    assert counted.robots["rush"] == 30


def test_more_than_three_hundred_pages_a_day_are_no_persons():
    many = [Seen(MORNING + timedelta(seconds=30 * number), number.to_bytes(9), PEOPLE[0]) for number in range(320)]
    assert tally(many).views == MOST_A_DAY


def test_a_computer_centre_counts_only_who_stays():
    passing = at(0, doubt="datacentre")
    assert tally(passing).views == 0
    staying = at(0, 1, 2, doubt="datacentre")
    assert tally(staying).views == 2


def test_who_followed_the_hidden_link_is_left_out_from_then_on():
    seen = [
        *at(0),
        Seen(MORNING + timedelta(minutes=1), b"t" * 9, PEOPLE[0], doubt="trap"),
        *[Seen(MORNING + timedelta(minutes=2), b"u" * 9, PEOPLE[0])],
    ]
    assert (tally(seen).visits, tally(seen).views) == (1, 1)


def test_the_same_person_on_two_networks_is_two_and_an_office_behind_one_address_is_one():
    assert tally(at(0) + [Seen(MORNING, b"6" * 9, PEOPLE[1])]).visitors == 2
    assert tally([Seen(MORNING + timedelta(minutes=n), n.to_bytes(9), PEOPLE[0]) for n in range(20)]).visitors == 1
