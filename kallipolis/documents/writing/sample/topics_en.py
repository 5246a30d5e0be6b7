"""English sentences for what each section of a form asks about."""

from __future__ import annotations

from collections.abc import Mapping

from kallipolis.documents.writing.sample.vocabulary import pieces

SAID: Mapping[str, tuple[str, ...]] = {
    "presentation": pieces("""
        {city} lies where two rivers meet and has about {population} inhabitants, of whom {pct} per cent are under thirty.
        Trade made {city} prosperous, industry changed it, and since {year} services and {practice} have become its main employers.
        People of {few} mother tongues live in {city}, one of the most varied cities of {state}.
    """),
    "motivation": pieces("""
        {city} applies because {practice} has carried it through hard years and because no city learns enough alone.
        Membership would commit the city, beyond any term of office, to put {artists} at the heart of its planning.
        The city shares the four objectives of the Mission Statement and has worked for them since {year}.
    """),
    "challenges": pieces("""
        The main challenge is that young people leave: since {year} the city has lost one in five of its graduates.
        Rising rents threaten the studios from which {works} come, above all in {district}.
        The opportunity lies in a generation of {artists} who want to stay if there is work for them.
    """),
    "strateg": pieces("""
        The development plan adopted in {year} names culture as its fourth pillar and binds every department to it.
        A cultural strategy, a climate plan and a plan for the centre are in force, and one steering group reads them together.
        Creativity has its own chapter in the land-use plan, with {few} sites kept for {artists}.
    """),
    "impact": pieces("""
        In four years the city expects {n} more people to take part in {practice} at least once a month.
        In ten years a third of the jobs created in {district} should come from {practice} and the services around it.
        The designation would let smaller towns of the region share facilities that none of them could build.
    """),
    "municipality": pieces("""
        The mayor's office led the preparation; {few} departments sent a member each to the management group.
        The council debated the draft twice in public session and adopted it without a vote against.
        The department of culture will carry out the plan and answers for it to the council.
    """),
    "stakeholder": pieces("""
        An advisory group of {few} people from firms, schools, associations and unions met every three weeks.
        {n} residents answered a questionnaire, and their order of priorities changed the third chapter of the plan.
        The university drew up the statistics and told us frankly where they are weak.
    """),
    "sector": pieces("""
        The {artists} of the city chose their own speakers and wrote the first draft of the priorities.
        {few} cultural enterprises opened their accounts so that the figures in this form rest on facts.
        At four open evenings in {house} every proposal was read aloud and answered.
    """),
    "development": pieces("""
        The renewal of {district} began with studios and only then with housing, which kept prices bearable.
        One per cent of every public building contract goes to {works}.
        A cultural quarter office settles conflicts between residents and venues within {few} days.
    """),
    "history": pieces("""
        The first guild of {artists} is recorded in the city's books in {oldyear}, and its rules can still be read.
        Today {practice} gives work to {n} people in {few} enterprises, by the count of {year}.
        When the mills closed, {artists} were the first to rent the empty halls, and others followed.
    """),
    "asset": pieces("""
        {house} is the best known asset of the city, but its many amateur groups are the most important one.
        The archive of {works}, open since {year}, would be of use to any city that wants to teach its own history.
        The city can offer the Network its experience with small grants, which is easily copied.
    """),
    "event": pieces("""
        {event} has been held since {year}; in its last edition {n} visitors came, and {pct} per cent from abroad.
        The congress centre and {few} smaller venues received a professional fair every second year.
        A bureau of nine people plans, insures and evaluates the events that the city itself organises.
    """),
    "education": pieces("""
        At {school} {n} pupils a year learn {practice}, and two thirds of them pay no fee.
        A master's programme opened in {year}, with practice in enterprises for a whole semester.
        Research on {works} is carried out by a chair that the city pays together with the university.
    """),
    "facilit": pieces("""
        {house} has a hall for {few}0 people, workshops, a nursery and a kitchen that can be rented by the hour.
        In each of the eight districts a community centre lends rooms and equipment without charge.
        The new depot keeps {works} safe and lets visitors see them at work days.
    """),
    "participation": pieces("""
        A culture pass gives {n} people on low incomes free admission, and no one sees who carries it.
        Deaf residents advise {house} on every season and lead guided visits themselves.
        Workshops in prisons and shelters end with a public showing to which families are invited.
    """),
    "civil": pieces("""
        The national federation of {artists} has its seat in the city and has signed the plan.
        {few} associations hold framework contracts for three years, so that they can employ people.
        A council of non-governmental organisations comments on each report before it is adopted.
    """),
    "intl": pieces("""
        Since {year} the city has worked with {partner} on a common programme of residencies.
        {artists} from {few} countries came in the last three years, and half of them returned.
        A touring exhibition of {works} was shown in {partner} and later in {partner2}.
    """),
    "industr": pieces("""
        A guarantee fund of {money} has backed {few} loans to makers, and two of them failed.
        The business incubator for {practice} takes no shares and asks for no rent in the first year.
        Public purchasing rules allow small studios to bid for parts of a contract.
    """),
    "cross": pieces("""
        Work between {practice} and {other_field} began in {year} with a joint season and a common budget.
        With partners from {other_field} the city equipped a laboratory that neither side could have paid alone.
        The most fruitful meeting with {other_field} came about by chance, in a shared canteen.
    """),
    "outline": pieces("""
        The plan has three priorities: access for all, fair work for {artists}, and exchange with other cities.
        It builds on {house}, on {school} and on the habits of cooperation described above.
        Each priority has a lead, a budget and a result that can be seen by the public.
    """),
    "local": pieces("""
        The first initiative opens {house} on seven days a week, with {few} partners and a calendar fixed for four years.
        A travelling workshop will reach every school of the city by the end of the second year.
        The third initiative pays {artists} to work for six months inside a municipal department.
        A laboratory for repair and re-use will begin in {district} in the first autumn.
    """),
    "international": pieces("""
        With {partner}, a city of the Global South, a school of exchange will be run in turn, on equal terms.
        A fund for travel, open to {artists} of all member cities, begins with {money} a year.
        The city will receive the coordinators of the sub-network and publish what was learnt.
        Each year two officers will work for a month in the administration of {partner2}.
    """),
    "funding": pieces("""
        The council has already voted the first two years; the rest follows the ordinary budget procedure.
        If a private source fails, the third initiative is stretched over a longer time and none is dropped.
        After four years the running costs pass into the budget of {house}.
    """),
    "staff": pieces("""
        A coordinator works full time, a deputy and an accountant half time, all on permanent posts.
        {few} people of other departments give one day a week, which their heads have agreed in writing.
        Training in languages and in evaluation is part of the plan's first year.
    """),
    "management": pieces("""
        A steering board of nine decides: three seats each for the city, the sector and civil society.
        The unit for the Network belongs to the department of culture and meets the board every two months.
        A follow-up table with dates and names is published after every meeting.
    """),
    "communication": pieces("""
        The message is simple: what {practice} does for daily life, told by those who do it.
        A newsletter, posters in {few} languages and a monthly hour on local radio reach those who are not online.
        Towards the Network the city will report failures as well as results.
    """),
    "caption": pieces("""
        {event}: visitors and {artists} on the quay in {year}, where {works} are shown to the public.
        Apprentices of {school} at work; the city's {practice} is handed on here from one generation to the next.
        The square before {house} on a market day, the place where {practice} meets daily life.
    """),
    "social": pieces("""
        On the usual networks the city is found under the name Visit {city}, and {house} under its own.
    """),
}
