"""The register: States of the list, cities with their former and other names; the ground for P2, P11 and P15."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kallipolis.rulebook.naming import folded


class State(models.Model):
    """A Member State or Associate Member, as the list of an edition names it on the day that it was taken (P2)."""

    iso2 = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    region = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    also_called = models.JSONField(default=list)
    may_apply = models.BooleanField(default=True)
    edition = models.CharField(max_length=40, blank=True)
    taken_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """A city, one row however it is spelt; two cities of one name are two rows, told apart by State and GeoNames id."""

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="cities")
    name = models.CharField(max_length=160)
    geonames_id = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True)
    designated_in = models.PositiveIntegerField(null=True, blank=True)
    changed_field = models.CharField(max_length=40, blank=True)
    changed_in = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def record_name(self) -> str:
        return f"city:{self.pk}"

    def field_in(self, year: int) -> str:
        """The field of its membership in a year; "" before it was designated."""
        if self.designated_in is None or year < self.designated_in:
            return ""
        return self.changed_field if self.changed_in is not None and year >= self.changed_in else self.field


class CityName(models.Model):
    """A name that a city has or had, folded for finding: without case, accents and hyphens."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160, db_index=True)
    kind = models.CharField(max_length=16, choices=[("official", "official"), ("former", "former"), ("other", "other")])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "folded"], name="a_city_has_a_name_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded(self.name)
        super().save(*args, **kwargs)
