"""French sentences for what each section of a form asks about."""

from __future__ import annotations

from collections.abc import Mapping

from kallipolis.documents.writing.sample.vocabulary import pieces

SAID: Mapping[str, tuple[str, ...]] = {
    "presentation": pieces("""
        {city}, au confluent de deux rivières, compte environ {population} habitants, dont {pct} pour cent ont moins de trente ans.
        Le commerce a enrichi {city}, l’industrie l’a changée, et depuis {year} les services et {practice} sont ses premiers employeurs.
        On parle {few} langues maternelles à {city}, l’une des villes les plus diverses du pays.
    """),
    "motivation": pieces("""
        {city} se porte candidate parce que {practice} l’a portée dans les années difficiles et qu’on apprend mieux à plusieurs.
        L’adhésion engagerait la ville, au-delà d’un mandat, à placer les {artists} au cœur de son urbanisme.
        La ville partage les quatre objectifs de l’Énoncé de mission et y travaille depuis {year}.
    """),
    "challenges": pieces("""
        Le principal défi est le départ des jeunes : depuis {year}, la ville a perdu un diplômé sur cinq.
        La hausse des loyers menace les ateliers, surtout dans {district}.
        La chance de la ville, ce sont ses jeunes {artists}, qui veulent rester pourvu qu’il y ait du travail.
    """),
    "strateg": pieces("""
        Le plan de développement adopté en {year} fait de la culture son quatrième pilier et engage tous les services.
        Une stratégie culturelle, un plan climat et un plan pour le centre sont en vigueur, et un seul comité les lit ensemble.
        La créativité a son chapitre dans le plan d’urbanisme, avec {few} sites réservés aux {artists}.
    """),
    "impact": pieces("""
        Dans quatre ans, la ville attend que {n} personnes de plus participent au moins une fois par mois à la vie culturelle.
        Dans dix ans, un tiers des emplois créés dans {district} devrait venir de ce secteur et des services qui l’entourent.
        La désignation permettrait aux communes voisines de partager des équipements qu’aucune ne pourrait construire.
    """),
    "municipality": pieces("""
        Le cabinet du maire a conduit la préparation ; {few} services ont délégué chacun un membre au groupe de gestion.
        Le conseil a débattu deux fois du projet en séance publique et l’a adopté sans voix contraire.
        La direction de la culture mettra le plan en œuvre et en répondra devant le conseil.
    """),
    "stakeholder": pieces("""
        Un groupe consultatif de {few} personnes (entreprises, écoles, associations, syndicats) s’est réuni toutes les trois semaines.
        {n} habitants ont répondu à un questionnaire, et leur ordre de priorités a changé le troisième chapitre du plan.
        L’université a établi les statistiques et nous a dit franchement où elles sont fragiles.
    """),
    "sector": pieces("""
        Les {artists} de la ville ont choisi leurs porte-parole et rédigé la première version des priorités.
        {few} entreprises culturelles ont ouvert leurs comptes pour que les chiffres du formulaire reposent sur des faits.
        Lors de quatre soirées publiques, chaque proposition a été lue à haute voix et a reçu une réponse.
    """),
    "development": pieces("""
        Le renouvellement de {district} a commencé par des ateliers, puis des logements, ce qui a contenu les prix.
        Un pour cent de chaque marché public de construction revient à la création.
        Un bureau du quartier culturel règle en {few} jours les différends entre riverains et salles.
    """),
    "history": pieces("""
        La première corporation des {artists} figure dans les registres de la ville en {oldyear}, et l’on peut encore lire ses statuts.
        Aujourd’hui, le secteur fait travailler {n} personnes dans {few} entreprises, selon le recensement de {year}.
        À la fermeture des filatures, les {artists} ont loué les premiers les halles vides, et d’autres ont suivi.
    """),
    "asset": pieces("""
        {house} est l’atout le plus connu de la ville, mais ses nombreux groupes amateurs en sont le plus important.
        Le fonds d’archives ouvert en {year} servirait à toute ville qui veut enseigner sa propre histoire.
        La ville peut offrir au Réseau son expérience des petites subventions, facile à reprendre ailleurs.
    """),
    "event": pieces("""
        {event} existe depuis {year} ; sa dernière édition a réuni {n} visiteurs, dont {pct} pour cent venus de l’étranger.
        Le centre de congrès et {few} salles plus petites accueillent tous les deux ans un salon professionnel.
        Un bureau de neuf personnes prépare, assure et évalue les manifestations que la ville organise elle-même.
    """),
    "education": pieces("""
        À {school}, {n} élèves se forment chaque année, et les deux tiers ne paient aucun droit.
        Un master ouvert en {year} comprend un semestre entier de pratique en entreprise.
        La recherche est assurée par une chaire que la ville finance avec l’université.
    """),
    "facilit": pieces("""
        {house} dispose d’une salle de {few}0 places, d’ateliers, d’une crèche et d’une cuisine que l’on peut louer à l’heure.
        Dans chacun des huit arrondissements, une maison de quartier prête des salles et du matériel.
        Les nouvelles réserves gardent les œuvres en sûreté et les montrent lors de journées de travail ouvertes.
    """),
    "participation": pieces("""
        Un passe culture donne l’entrée libre à {n} personnes à faibles revenus, sans que personne le voie.
        Des habitants sourds conseillent chaque saison et conduisent eux-mêmes des visites.
        Les ateliers en prison et en foyer se terminent par une présentation à laquelle les familles sont invitées.
    """),
    "civil": pieces("""
        La fédération nationale des {artists} a son siège dans la ville et a signé le plan.
        {few} associations ont des conventions de trois ans, de sorte qu’elles peuvent employer du personnel.
        Un conseil des organisations non gouvernementales commente chaque rapport avant son adoption.
    """),
    "intl": pieces("""
        Depuis {year}, la ville mène avec {partner} un programme commun de résidences.
        Des {artists} de {few} pays sont venus ces trois dernières années, et la moitié sont revenus.
        Une exposition itinérante a été montrée à {partner}, puis à {partner2}.
    """),
    "industr": pieces("""
        Un fonds de garantie de {money} a couvert {few} prêts à des créateurs, dont deux n’ont pas été remboursés.
        La pépinière d’entreprises ne prend pas de parts et ne demande aucun loyer la première année.
        Les règles de la commande publique permettent aux petits ateliers de soumissionner pour une partie d’un marché.
    """),
    "cross": pieces("""
        Le travail commun avec le domaine « {other_field} » a commencé en {year} par une saison et un budget partagés.
        Avec des partenaires d’un autre domaine, la ville a équipé un laboratoire qu’aucun n’aurait pu payer seul.
        La rencontre la plus féconde entre deux domaines est née par hasard, dans une cantine partagée.
    """),
    "outline": pieces("""
        Le plan a trois priorités : l’accès pour tous, un travail équitable pour les {artists} et l’échange avec d’autres villes.
        Il s’appuie sur {house}, sur {school} et sur les habitudes de coopération décrites plus haut.
        Chaque priorité a un responsable, un budget et un résultat que le public peut constater.
    """),
    "local": pieces("""
        La première initiative ouvre {house} sept jours sur sept, avec {few} partenaires et un calendrier fixé pour quatre ans.
        Un atelier itinérant touchera toutes les écoles de la ville avant la fin de la deuxième année.
        La troisième initiative rémunère des {artists} qui travaillent six mois au sein d’un service municipal.
        Un laboratoire de réparation et de réemploi s’installera dans {district} au premier automne.
    """),
    "international": pieces("""
        Avec {partner}, ville du Sud, une école d’échange se tiendra à tour de rôle, sur un pied d’égalité.
        Un fonds de voyage ouvert aux {artists} de toutes les villes membres commence avec {money} par an.
        La ville recevra les coordonnateurs du sous-réseau et publiera ce qui aura été appris.
        Chaque année, deux agents travailleront un mois dans l’administration de {partner2}.
    """),
    "funding": pieces("""
        Le conseil a déjà voté les deux premières années ; la suite relève de la procédure budgétaire ordinaire.
        Si une source privée fait défaut, la troisième initiative est étalée, et aucune n’est abandonnée.
        Après quatre ans, les frais courants passent au budget de {house}.
    """),
    "staff": pieces("""
        Une coordinatrice travaille à plein temps, un adjoint et un comptable à mi-temps, tous sur des postes permanents.
        {few} agents d’autres services donnent un jour par semaine, avec l’accord écrit de leurs chefs.
        Une formation aux langues et à l’évaluation est prévue la première année.
    """),
    "management": pieces("""
        Un comité de neuf membres décide : trois sièges pour la ville, trois pour le secteur, trois pour la société civile.
        L’unité chargée du Réseau relève de la direction de la culture et rencontre le comité tous les deux mois.
        Un tableau de suivi avec des dates et des noms paraît après chaque réunion.
    """),
    "communication": pieces("""
        Le message est simple : ce que {practice} apporte au quotidien, raconté par ceux qui en vivent.
        Une lettre, des affiches en {few} langues et une heure mensuelle à la radio locale touchent ceux qui ne sont pas en ligne.
        Envers le Réseau, la ville rendra compte des échecs comme des résultats.
    """),
    "caption": pieces("""
        {event} : visiteurs et {artists} sur le quai en {year}, lors de la présentation publique des œuvres.
        Des apprentis au travail à {school} ; le savoir-faire de la ville s’y transmet d’une génération à l’autre.
        La place devant {house} un jour de marché, où {practice} rencontre la vie quotidienne.
    """),
    "social": pieces("""
        Sur les réseaux habituels, la ville se trouve sous le nom « Visiter {city} », et {house} sous le sien.
    """),
}
