"""French words for the answers of the samples."""

from __future__ import annotations

from kallipolis.documents.writing.sample.topics_fr import SAID
from kallipolis.documents.writing.sample.vocabulary import Scene, Trade, Vocabulary, pieces

FRENCH = Vocabulary(
    language="fr",
    thousands="\u202f",
    will="",
    districts=pieces("""
        le quartier du port
        l’ancien quartier des teinturiers
        les faubourgs du nord
        le quartier de la gare
        les quartiers des collines
        l’ancienne zone des filatures
        le quartier du marché
        la rive orientale
    """),
    leads=pieces("""
        Depuis {year},
        Dans {district},
        Avec {money},
        Après une longue concertation,
        Aux côtés de {partner},
        Chaque printemps,
        À la demande générale,
        À partir de {year},
        Hors du centre,
        En règle générale,
        Avec {few} bénévoles,
        Sur l’avis des experts,
        Chaque année scolaire,
        < Sous des loyers élevés,
        Dès {year},
        À un coût modeste,
        Avec {few} partenaires locaux,
        < Pendant la pandémie,
        Sur l’autre rive,
        En vertu d’une convention,
        Auprès des jeunes,
        Dans les limites de son budget,
        Pas à pas,
        En automne,
    """),
    actors=pieces("""
        la municipalité
        le conseil municipal
        la direction culturelle
        {house}
        {school}
        l’université
        la chambre artisanale
        la chambre consulaire
        la bibliothèque municipale
        le conseil lycéen
        le comité riverain
        le musée régional
        le bureau d’urbanisme
        le service social
        l’office touristique
        la radio locale
        l’autorité portuaire
        l’intersyndicale
        la maison commune
        le cercle étudiant
        le service d’emploi
        le service patrimonial
        la ligue familiale
        la régie d’autobus
    """),
    scenes=(
        Scene(
            verbs=(
                "ouvrira/a ouvert",
                "prêtera/a prêté",
                "proposera/a proposé",
                "louera/a loué",
                "confiera/a confié",
                "réservera/a réservé",
            ),
            objects=pieces("""
                deux salles de répétition
                ses ateliers
                un entrepôt vide
                des outils rares
                le premier étage
                les anciennes réserves
                des studios libres
                une péniche
                sa salle de lecture
                des jardins partagés
                des vitrines
                le hall municipal
                trois bâtiments classés
                une presse à imprimer
            """),
            complements=pieces("""
                à {n} habitants
                aux petites entreprises
                pour des cours du soir
                à la relève
                à de nouveaux candidats
                pour des boursiers étrangers
                aux nouveaux arrivants
                pour des classes entières
                à {few} associations
                pour des répétitions publiques
                aux familles avec enfants
                pour des essais
            """),
        ),
        Scene(
            verbs=(
                "paiera/a payé",
                "financera/a financé",
                "subventionnera/a subventionné",
                "doublera/a doublé",
                "garantira/a garanti",
                "avancera/a avancé",
            ),
            objects=pieces("""
                des séjours d’artistes
                des cours du soir
                {few} bourses de voyage
                de premières commandes
                des salaires d’apprentis
                des études du public
                des travaux de traduction
                de petites aides
                des frais d’assurance
                une exposition qui voyage
                des cachets équitables
                la garde des enfants
                des guides signés
                la remise en état
            """),
            complements=pieces("""
                pour {few} {artists}
                pour les producteurs ruraux
                grâce au loto
                à hauteur de {money}
                pour des mères actives
                dans {few} lieux
                avec des partenaires privés
                au profit des élèves
                dans huit arrondissements
                grâce aux nuitées
                pour les revenus modestes
                par une banque régionale
            """),
        ),
        Scene(
            verbs=(
                "créera/a créé",
                "construira/a construit",
                "fondera/a fondé",
                "équipera/a équipé",
                "concevra/a conçu",
                "lancera/a lancé",
            ),
            objects=pieces("""
                un laboratoire pour tous
                un calendrier pour tous
                des archives ouvertes
                un fonds de garantie
                une scène mobile
                un jury de lycéens
                une permanence de droit
                une bibliothèque d’outils
                une bourse aux billets
                un studio de son
                une école du soir
                un atelier de réparation
                un bus de lecture
                un conseil des locataires
            """),
            complements=pieces("""
                dans {district}
                près de la gare
                avec {partner}
                au bord des halles
                pour {n} usagers
                sous un même toit
                avec le personnel hospitalier
                près des écoles
                avec des charpentiers
                sur un ancien quai
                au-dessus de la poste
                avec {few} bénévoles
            """),
        ),
        Scene(
            verbs=(
                "formera/a formé",
                "invitera/a invité",
                "accueillera/a accueilli",
                "accompagnera/a accompagné",
                "conseillera/a conseillé",
                "emploiera/a employé",
            ),
            objects=pieces("""
                {few} médiateurs
                des apprentis étrangers
                d’anciens praticiens
                des techniciens de scène
                de jeunes commissaires
                des enseignants
                des entreprises naissantes
                éditeurs et correcteurs
                {few} boursiers
                des urbanistes municipaux
                des régisseurs
                des spécialistes du handicap
                des troupes d’amateurs
                des commerçants du marché
            """),
            complements=pieces("""
                venus de {partner}
                en petites équipes
                pour une saison entière
                à l’école et l’hôpital
                aux côtés des {artists}
                en droit social
                dans un lieu partagé
                pendant six mois
                en {few} langues
                durant l’hiver
                des villages voisins
                pour leurs premiers contrats
            """),
        ),
        Scene(
            verbs=(
                "recensera/a recensé",
                "réexaminera/a réexaminé",
                "publiera/a publié",
                "traduira/a traduit",
                "consignera/a consigné",
                "comparera/a comparé",
            ),
            objects=pieces("""
                les bâtiments vides
                les chiffres de fréquentation
                des récits oraux
                ses baux types
                les dépenses culturelles
                les conditions de travail
                les plaintes pour bruit
                la consommation d’énergie
                ses fonds anciens
                d’anciens recueils
                loyers et baux
                les heures d’ouverture
                les obstacles à l’accès
                {n} pièces d’archives
            """),
            complements=pieces("""
                avec {n} ménages
                en libre accès
                dans une langue simple
                au moyen d’enquêtes
                pour urbanistes et maîtres
                dans {few} voisinages
                avec des chercheurs indépendants
                avant chaque budget
                dans un rapport annuel
                avec les syndicats
                pour les élus
                à partir de {year}
            """),
        ),
    ),
    manners=pieces("""
        à loyer fixe
        sans frais
        en deux saisons
        après débat public
        à faible coût
        à égalité
        selon l’objectif 11
        selon des règles claires
        par écrit
        à bref délai
        hors horaires
        avant les travaux
        d’un commun accord
        toute l’année
        en soirée
        avec soin
        à parts égales
        à leur demande
        sous bonne garde
        au grand jour
    """),
    ends=pieces("""
        , et {n} personnes sont venues
        < , ce qui réduit l’attente
        \u00a0; la demande augmente
        , surtout entre femmes
        < \u00a0; {pct} pour cent de plaintes en moins
        , souvent pour débuter
        < , imité par {partner2}
        \u00a0; {few} emplois en dépendent
        < , malgré les coupes
        , comme proposé
        , avec résultats publiés
        , pour mieux vivre
        \u00a0; le bilan suivra
        < , non sans erreurs
        , avec bonheur inégal
        , à frais communs
        \u00a0; {pct} pour cent viennent de mécènes
        , sous une direction
        , non sans humour
        \u00a0; personne n’est oublié
        , loin des habitudes
    """),
    any_trade=Trade(
        "artistes", "des œuvres", "la Maison de la culture", "la Saison ouverte", "l’école des arts", "la création"
    ),
    trades={
        "crafts": Trade(
            "tisserands et potiers",
            "des textiles et des céramiques faits main",
            "la Maison des métiers",
            "la Fête des mains",
            "l’école des métiers",
            "l’artisanat",
        ),
        "design": Trade(
            "designers",
            "des meubles, des signes et des outils",
            "la Cour du design",
            "la Semaine des choses utiles",
            "l’école d’arts appliqués",
            "le design",
        ),
        "film": Trade(
            "cinéastes",
            "des documentaires et des courts métrages",
            "le Studio de la Lanterne",
            "le Festival des premiers films",
            "l’école de cinéma",
            "le film",
        ),
        "gastronomy": Trade(
            "cuisiniers et producteurs",
            "des plats de produits locaux",
            "la Cuisine du marché",
            "la Fête des grains",
            "l’école de cuisine",
            "la gastronomie",
        ),
        "literature": Trade(
            "écrivains et traducteurs",
            "des poèmes, des romans et des travaux de traduction",
            "la Maison des lettres",
            "les Nuits de la lecture partagée",
            "l’école d’écriture",
            "la littérature",
        ),
        "media_arts": Trade(
            "artistes numériques",
            "des installations de lumière et de son",
            "la Fabrique des signaux",
            "la Biennale de la lumière",
            "l’institut des arts numériques",
            "les arts numériques",
        ),
        "music": Trade(
            "musiciens",
            "des chansons, des partitions et des enregistrements",
            "la Maison du son",
            "le Festival des quais",
            "le conservatoire",
            "la musique",
        ),
    },
    said=SAID,
)
