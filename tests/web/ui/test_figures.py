from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from selaras.pure.instrument.model import Rounding, Scale

TWO = Rounding(2, "setengah-genap")


def drawn(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "id_text", "en_text"),
    [
        ("{{ value|figure:rounding }}", Fraction("2.491"), "2,49", "2.49"),
        ("{{ value|figure:rounding }}", None, "–", "–"),
        ("{{ value|exact }}", Fraction("2.491"), "2,491", "2.491"),
        ("{{ value|exact }}", Fraction(202, 75), "202/75", "202/75"),
        ("{{ value|level }}", Fraction(3), "3", "3"),
        ("{{ value|level }}", Fraction("1.26"), "1,26", "1.26"),
        ("{{ value|points }}", Fraction("0.0275"), "+0,028", "+0.028"),
        ("{{ value|points }}", Fraction("-0.06"), "−0,060", "−0.060"),
        ("{{ value|points }}", Fraction(0), "0,000", "0.000"),
        ("{{ value|points }}", Fraction("0.0001"), "0,000", "0.000"),
        ("{{ value|points }}", Fraction("-0.0001"), "0,000", "0.000"),
        ("{{ value|signed:rounding }}", Fraction("-1.25"), "−1,25", "−1.25"),
        (
            "{{ value|percent_weight }}",
            Fraction(13),
            "13\N{NO-BREAK SPACE}%",
            "13\N{NO-BREAK SPACE}%",
        ),
        (
            "{{ value|percent_weight }}",
            Fraction("2.75"),
            "2,75\N{NO-BREAK SPACE}%",
            "2.75\N{NO-BREAK SPACE}%",
        ),
        (
            "{{ value|percent_weight }}",
            Fraction(100),
            "100\N{NO-BREAK SPACE}%",
            "100\N{NO-BREAK SPACE}%",
        ),
    ],
)
def test_figures_speak_the_readers_notation(source, value, id_text, en_text):
    for language, expected in (("id", id_text), ("en", en_text)):
        with translation.override(language):
            assert drawn(source, value=value, rounding=TWO) == expected


def test_a_weight_of_thirds_keeps_its_exact_value_in_sight():
    with translation.override("id"):
        html = drawn("{{ value|percent_weight }}", value=Fraction(10, 3))
    assert 'title="10/3 %"' in html
    assert "3,33" in html


def test_dates_in_both_languages():
    day = date(2022, 5, 3)
    with translation.override("id"):
        assert drawn("{{ value|tanggal }}", value=day) == "3 Mei 2022"
    with translation.override("en"):
        assert drawn("{{ value|tanggal }}", value=day) == "3 May 2022"


def test_times_are_told_in_the_zone_of_the_installation():
    moment = datetime(2022, 5, 3, 18, 5, tzinfo=UTC)
    with translation.override("id"):
        assert "4 Mei 2022 01.05" in drawn("{{ value|waktu }}", value=moment)
        assert drawn("{{ value|tanggal }}", value=moment) == "4 Mei 2022"


@pytest.mark.parametrize(
    ("value", "mark", "said", "text"),
    [
        (Fraction("0.3"), "▲", "naik", "+0,30"),
        (Fraction("-1.25"), "▼", "turun", "−1,25"),
        (Fraction(0), "=", "tetap", ""),
    ],
)
def test_a_change_is_told_by_mark_word_and_sign(value, mark, said, text):
    with translation.override("id"):
        html = drawn("{% delta value rounding %}", value=value, rounding=TWO)
    assert mark in html
    assert said in html
    assert text in html


def test_ladder_says_in_words_what_it_shows():
    with translation.override("id"):
        html = drawn("{% ladder value last=last target=3 %}", value=Fraction("1.26"), last=4)
    assert 'aria-label="tingkat 1,26 dari 5, tahun lalu 4, target 3"' in html
    with translation.override("en"):
        assert "1.26" in drawn("{% ladder value %}", value=Fraction("1.26"))


def test_ladder_takes_its_levels_from_the_scale():
    zero = Scale(Fraction(0), Fraction(5), whole=True)
    outline = drawn("{% ladder value scale=scale %}", value=Fraction(2), scale=zero)
    assert outline.count("M") - 3 == 6


def test_ladder_leaves_out_markers_of_another_scale_and_without_value():
    html = drawn("{% ladder value last=last target=target %}", value=2, last=0, target=None)
    assert "mark-" not in html


def test_ladder_refuses_a_marker_it_does_not_know():
    with pytest.raises(TemplateSyntaxError, match="tujuan"):
        drawn("{% ladder 3 tujuan=4 %}")


def test_words_in_drawings_are_escaped():
    series = "<script>alert(1)</script>"
    from selaras.pure.charts.radar import Series

    html = drawn(
        "{% radar axes series scale %}",
        axes=[series, '"><img>', "c"],
        series=[Series("now", series, (Fraction(1),) * 3)],
        scale=Scale(Fraction(1), Fraction(5), whole=True),
    )
    assert "<script" not in html
    assert "<img" not in html


def test_a_radar_of_two_axes_is_left_to_its_table():
    scale = Scale(Fraction(1), Fraction(5), whole=True)
    assert drawn("{% radar axes series scale %}", axes=["a", "b"], series=[], scale=scale) == ""


def test_icons_are_silent_for_screen_readers():
    assert 'aria-hidden="true"' in drawn('{% icon "search" 16 %}')
