"""The published totals that the first report of the partnership compares: recorded ASB and crime of 2015 and 2016."""

from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import Partnership
from casework.reports import services
from casework.reports.contents import Place

SOURCE = "Six-monthly update to the overview and scrutiny panel, June 2017"
TOTALS = (("asb", 2015, 3_496), ("asb", 2016, 4_041), ("crime", 2016, 8_257))
POPULATION = (2016, 177_500, "Made to fit the published rate of 46.5 per 1,000; replace it by the mid-year estimate")


def type_in() -> None:
    """Type them in, where the demonstration stands late enough to know them."""
    session = db.session()
    actor = system_actor("the published totals of the demonstration are typed in")
    session.bind_actor(actor)
    row = session.scalars(select(Partnership).where(Partnership.area_name == "Huntingdonshire")).one()
    where = Place(row.id, row.name, row.short_name, row.area_code, row.area_name, row.period_kind)
    if clock.today().year > 2016:
        for measure, year, number in TOTALS:
            services.type_figure(actor, where, measure=measure, year=year, number=number, source=SOURCE)
        year, number, source = POPULATION
        services.type_population(actor, where, year=year, number=number, source=source)
    session.commit()
    db.session.remove()
