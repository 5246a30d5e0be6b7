"""English words for the answers of the samples."""

from __future__ import annotations

from kallipolis.documents.writing.sample.topics_en import SAID
from kallipolis.documents.writing.sample.vocabulary import Scene, Trade, Vocabulary, pieces

ENGLISH = Vocabulary(
    language="en",
    thousands=",",
    will="will",
    districts=pieces("""
        the harbour district
        the old dyers' quarter
        the northern suburbs
        the station district
        the hillside neighbourhoods
        the former mill area
        the market quarter
        the eastern bank
    """),
    leads=pieces("""
        Since {year},
        In {district},
        With {money},
        After long consultation,
        Together with {partner},
        Every spring,
        At residents' request,
        From {year} on,
        Outside the centre,
        As a rule,
        With {few} volunteers,
        On expert advice,
        In every school year,
        < When rents rose,
        For the first time in {year},
        At a modest cost,
        With {few} local partners,
        < During the pandemic,
        Across the river,
        By agreement,
        Among the young,
        Within its budget,
        Step by step,
        In autumn,
    """),
    actors=pieces("""
        the municipality
        the city council
        the department of culture
        {house}
        {school}
        the university
        the {practice} association
        the chamber of commerce
        the public library
        the youth council
        the neighbourhood committee
        the regional museum
        the planning office
        the social service
        the tourist office
        the local radio
        the port authority
        the labour council
        the community centre
        the young artists' circle
        the employment agency
        the heritage office
        the parents' association
        the transport company
    """),
    scenes=(
        Scene(
            verbs=(
                "open/opened",
                "lend/lent",
                "offer/offered",
                "rent out/rented out",
                "hand over/handed over",
                "reserve/reserved",
            ),
            objects=pieces("""
                two rehearsal rooms
                its workshops
                an empty warehouse
                tools and machines
                the upper floor
                the old depot
                spare studios
                a river barge
                its reading room
                garden plots
                shop windows
                the town hall foyer
                three listed buildings
                a printing press
            """),
            complements=pieces("""
                to {n} residents
                to small firms
                for evening classes
                to young {artists}
                to first-time applicants
                for visiting fellows
                to newcomers
                for school groups
                to {few} associations
                for public rehearsals
                to families with children
                for trial runs
            """),
        ),
        Scene(
            verbs=(
                "pay for/paid for",
                "finance/financed",
                "fund/funded",
                "double/doubled",
                "secure/secured",
                "advance/advanced",
            ),
            objects=pieces("""
                residencies
                evening courses
                {few} travel grants
                first commissions
                apprentices' wages
                studies of audiences
                translations
                small grants
                insurance cover
                a touring exhibition
                fair fees
                child care
                sign-language guides
                restoration work
            """),
            complements=pieces("""
                for {few} {artists}
                for rural makers
                from the lottery fund
                worth {money}
                for women returning to work
                in {few} venues
                with private partners
                for pupils of {school}
                across eight districts
                by a tax on overnight stays
                for people on low incomes
                through a regional bank
            """),
        ),
        Scene(
            verbs=(
                "set up/set up",
                "build/built",
                "create/created",
                "equip/equipped",
                "design/designed",
                "launch/launched",
            ),
            objects=pieces("""
                a shared laboratory
                a common calendar
                an open archive
                a guarantee fund
                a travelling stage
                a jury of teenagers
                a legal clinic
                a library of tools
                a ticket exchange
                a sound studio
                a night school
                a repair workshop
                a reading bus
                a council of tenants
            """),
            complements=pieces("""
                in {district}
                beside the station
                with {partner}
                near the covered market
                for {n} users
                under one roof
                with hospital staff
                within walking distance
                together with carpenters
                on a former quay
                above the post office
                with {few} volunteers
            """),
        ),
        Scene(
            verbs=(
                "train/trained",
                "invite/invited",
                "host/hosted",
                "mentor/mentored",
                "advise/advised",
                "employ/employed",
            ),
            objects=pieces("""
                {few} mediators
                apprentices from abroad
                retired {artists}
                stage technicians
                young curators
                teachers
                start-up companies
                editors and proofreaders
                {few} fellows
                municipal planners
                event managers
                accessibility experts
                amateur groups
                market traders
            """),
            complements=pieces("""
                from {partner}
                in small teams
                for a whole season
                in schools and hospitals
                alongside {artists}
                in accounting and law
                at {house}
                for half a year
                in {few} languages
                during winter months
                from neighbouring villages
                for their first contracts
            """),
        ),
        Scene(
            verbs=(
                "map/mapped",
                "review/reviewed",
                "publish/published",
                "translate/translated",
                "record/recorded",
                "compare/compared",
            ),
            objects=pieces("""
                vacant buildings
                audience figures
                oral histories
                calls and contracts
                spending on culture
                working conditions
                noise complaints
                energy use
                its collections
                old pattern books
                rents and leases
                opening hours
                barriers to access
                {n} documents
            """),
            complements=pieces("""
                with {n} households
                as open data
                in plain language
                by questionnaire
                for planners and teachers
                in {few} neighbourhoods
                with independent researchers
                before each budget
                in a yearly report
                jointly with trade unions
                for the city council
                from {year} onwards
            """),
        ),
    ),
    manners=pieces("""
        at fixed rents
        without charge
        within two seasons
        after public hearings
        at little cost
        on equal terms
        under Goal 11
        with clear rules
        by written agreement
        at short notice
        outside office hours
        before building began
        by common consent
        all year round
        on weekday evenings
        with due care
        in equal shares
        at their request
        under close watch
        in plain sight
    """),
    ends=pieces("""
        , and {n} people came
        < , which shortened queues
        ; demand is growing
        , led by women
        < ; complaints fell by {pct} per cent
        , often for beginners
        < , copied by {partner2}
        ; {few} posts depend on it
        < , despite budget cuts
        , as members proposed
        , with published results
        , for steadier income
        ; reviews will follow
        < , and learnt much
        , with mixed success
        , paid for jointly
        ; sponsors carry {pct} per cent
        , under one director
        , in good spirits
        ; nobody is forgotten
        , far from routine
    """),
    any_trade=Trade(
        "artists", "works of art", "the House of Culture", "the Open Season", "the school of arts", "creative work"
    ),
    trades={
        "crafts": Trade(
            "weavers and potters",
            "handmade textiles and ceramics",
            "the House of Crafts",
            "the Festival of Hands",
            "the school of trades",
            "crafts",
        ),
        "design": Trade(
            "designers",
            "furniture, signs and tools",
            "the Design Yard",
            "the Week of Useful Things",
            "the school of applied arts",
            "design",
        ),
        "film": Trade(
            "filmmakers",
            "documentaries and short films",
            "the Lantern Studio",
            "the Festival of First Films",
            "the film school",
            "film",
        ),
        "gastronomy": Trade(
            "cooks and growers",
            "dishes from local produce",
            "the Market Kitchen",
            "the Feast of Grains",
            "the school of cooking",
            "gastronomy",
        ),
        "literature": Trade(
            "writers and translators",
            "poems, novels and translations",
            "the House of Letters",
            "the Reading Nights",
            "the writing school",
            "literature",
        ),
        "media_arts": Trade(
            "media artists",
            "installations of light and sound",
            "the Signal Hall",
            "the Biennial of Light",
            "the institute of digital arts",
            "media arts",
        ),
        "music": Trade(
            "musicians",
            "songs, scores and recordings",
            "the Sound House",
            "the Festival of the Quays",
            "the conservatory",
            "music",
        ),
    },
    said=SAID,
)
