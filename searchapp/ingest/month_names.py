"""Names of months and weekdays in English, German, French, Spanish, Italian, Portuguese, Dutch.

All are folded as ``searchapp.models.normalize.fold`` folds text; abbreviations are without
their point.
"""

from __future__ import annotations

_MONTH_NAMES = (
    "january jan januar janner janvier janv enero ene gennaio genn gen janeiro januari",
    "february feb februar febr feber fevrier fevr fev febrero febbraio febb fevereiro februari",
    "march mar marz mrz mars marzo marco maart mrt maerz",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio magg mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout agosto ago ag agos augustus",
    "september sep sept septembre septiembre setiembre set settembre sett setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)

MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}
"""The number of each month, from 1, by its folded name or abbreviation."""

_WEEKDAY_NAMES = (
    "monday mon montag mo lundi lun lunes lunedi segunda-feira segunda maandag ma",
    "tuesday tues tue dienstag di mardi mar martes martedi terca-feira terca dinsdag",
    "wednesday wednes wed mittwoch mi mercredi mer miercoles mie mercoledi quarta-feira quarta"
    " woensdag wo",
    "thursday thurs thur thu donnerstag do jeudi jeu jueves jue giovedi gio quinta-feira quinta"
    " donderdag",
    "friday fri freitag fr vendredi ven viernes vie venerdi sexta-feira sexta vrijdag vr",
    "saturday satur sat samstag sonnabend sa samedi sam sabado sab sabato zaterdag za",
    "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo",
)

WEEKDAYS = frozenset(name for names in _WEEKDAY_NAMES for name in names.split())
"""Folded names and abbreviations of the days of the week."""
