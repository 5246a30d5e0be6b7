"""Spanish and Portuguese words: the languages in which the samples break clause B7."""

from __future__ import annotations

from kallipolis.documents.writing.sample.vocabulary import Scene, Trade, Vocabulary, pieces

SPANISH = Vocabulary(
    language="es",
    thousands=".",
    will="",
    districts=pieces("""
        el barrio del puerto
        el antiguo barrio de los tintoreros
        los arrabales del norte
        el barrio de la estación
        la ribera oriental
    """),
    leads=pieces("""
        Desde {year},
        En {district},
        Con {money},
        Tras largas consultas,
        Junto con {partner},
        Cada primavera,
        Por petición vecinal,
        A partir de {year},
        Fuera del centro,
        Por regla general,
        Con {few} voluntarios,
        Según los expertos,
        Cada año escolar,
        < Con alquileres altos,
        Por primera vez en {year},
        Con costo modesto,
        Con {few} socios locales,
        < Durante la pandemia,
        Río arriba,
        Por convenio,
        Entre los jóvenes,
        Sin endeudarse,
        Paso a paso,
        En otoño,
    """),
    actors=pieces("""
        el municipio
        el concejo municipal
        la dirección cultural
        la universidad
        la asociación gremial
        la cámara comercial
        la biblioteca pública
        el consejo juvenil
        la junta vecinal
        el museo regional
        la oficina técnica
        el servicio social
        la radio local
        la autoridad portuaria
        la casa cultural
    """),
    scenes=(
        Scene(
            verbs=(
                "abrirá/abrió",
                "prestará/prestó",
                "ofrecerá/ofreció",
                "alquilará/alquiló",
                "cederá/cedió",
                "reservará/reservó",
            ),
            objects=pieces("""
                dos salas de ensayo
                sus talleres
                un almacén vacío
                herramientas y máquinas
                la planta alta
                el antiguo depósito
                estudios libres
                una barcaza
                su sala de lectura
                huertos comunes
                escaparates
                el vestíbulo municipal
                tres edificios protegidos
                una prensa de grabado
            """),
            complements=pieces("""
                a {n} vecinos
                a las pequeñas empresas
                para cursos nocturnos
                a jóvenes {artists}
                a nuevos solicitantes
                para becarios extranjeros
                a los recién llegados
                para grupos escolares
                a {few} asociaciones
                para ensayos públicos
                a familias con niños
                para pruebas breves
            """),
        ),
        Scene(
            verbs=(
                "pagará/pagó",
                "financiará/financió",
                "costeará/costeó",
                "duplicará/duplicó",
                "asegurará/aseguró",
                "adelantará/adelantó",
            ),
            objects=pieces("""
                residencias
                clases de tarde
                {few} becas de viaje
                los primeros encargos
                sueldos de aprendices
                estudios de público
                traducciones
                pequeñas ayudas
                seguros de obra
                una muestra itinerante
                honorarios justos
                el cuidado infantil
                guías para sordos
                trabajos de restauración
            """),
            complements=pieces("""
                para {few} {artists}
                para productores rurales
                con fondos públicos
                por valor de {money}
                para madres que trabajan
                en {few} locales
                con socios privados
                para alumnos locales
                en ocho distritos
                por la tasa turística
                para hogares modestos
                mediante un banco regional
            """),
        ),
        Scene(
            verbs=(
                "creará/creó",
                "construirá/construyó",
                "fundará/fundó",
                "equipará/equipó",
                "diseñará/diseñó",
                "lanzará/lanzó",
            ),
            objects=pieces("""
                un laboratorio compartido
                un calendario común
                un archivo abierto
                un fondo de garantía
                un escenario móvil
                un jurado de estudiantes
                una consulta jurídica
                un banco de herramientas
                una bolsa de entradas
                un estudio de sonido
                una escuela nocturna
                un taller de reparación
                un autobús de lectura
                un consejo de inquilinos
            """),
            complements=pieces("""
                en {district}
                junto a la estación
                con {partner}
                cerca del mercado cubierto
                para {n} usuarios
                bajo un mismo techo
                con personal sanitario
                cerca de la plaza
                con carpinteros
                sobre un viejo muelle
                encima del correo
                con {few} voluntarios
            """),
        ),
        Scene(
            verbs=(
                "formará/formó",
                "invitará/invitó",
                "acogerá/acogió",
                "acompañará/acompañó",
                "asesorará/asesoró",
                "empleará/empleó",
            ),
            objects=pieces("""
                a {few} mediadores
                a aprendices extranjeros
                a {artists} jubilados
                a técnicos de escena
                a jóvenes comisarios
                a maestras y maestros
                a empresas nacientes
                a editores y correctores
                a {few} becarios
                a urbanistas municipales
                a gestores de actos
                a expertos en accesibilidad
                a grupos aficionados
                a comerciantes del mercado
            """),
            complements=pieces("""
                llegados de {partner}
                en equipos pequeños
                durante toda una temporada
                en escuelas y hospitales
                al lado de {artists}
                en contabilidad y derecho
                en la casa común
                por medio año
                en {few} idiomas
                en los inviernos
                de los pueblos vecinos
                para sus primeros contratos
            """),
        ),
        Scene(
            verbs=(
                "recogerá/recogió",
                "revisará/revisó",
                "publicará/publicó",
                "traducirá/tradujo",
                "registrará/registró",
                "comparará/comparó",
            ),
            objects=pieces("""
                los edificios vacíos
                las cifras de público
                relatos orales
                convocatorias y contratos
                el gasto en cultura
                las condiciones de trabajo
                quejas por ruido
                el consumo de energía
                sus colecciones
                antiguos libros de modelos
                alquileres y plazos
                los horarios de apertura
                obstáculos de acceso
                {n} documentos
            """),
            complements=pieces("""
                con {n} hogares
                como datos abiertos
                en lenguaje sencillo
                mediante cuestionarios
                para urbanistas y docentes
                en {few} vecindarios
                con investigadores independientes
                antes de cada presupuesto
                en un informe anual
                junto con los sindicatos
                para el concejo
                a partir de {year}
            """),
        ),
    ),
    manners=pieces("""
        con alquiler fijo
        sin costo
        en dos temporadas
        tras debate público
        a bajo costo
        en igualdad
        según el objetivo 11
        con reglas claras
        por escrito
        en poco tiempo
        fuera de horario
        antes de las obras
        de común acuerdo
        todo el año
        por las tardes
        con cuidado
        a partes iguales
        a petición suya
        bajo buena guarda
        a la vista
    """),
    ends=pieces("""
        , y acudieron {n} personas
        < , con menos esperas
        ; la demanda crece
        , entre mujeres
        < ; las quejas bajaron un {pct} por ciento
        , para principiantes
        < , imitado por {partner}
        ; {few} familias lo agradecen
        < , pese a recortes
        , como se propuso
        , con resultados públicos
        , para ingresos estables
        ; habrá balance
        < , no sin errores
        , con éxito desigual
        , a medias
        ; el {pct} por ciento viene de mecenas
        , bajo una dirección
        , con buen ánimo
        ; nadie queda fuera
        , sin rutina
    """),
    any_trade=Trade(
        "artistas",
        "obras de arte",
        "la Casa de la Cultura",
        "la Temporada Abierta",
        "la escuela de artes",
        "la creación",
    ),
    trades={},
    said={},
)

# One answer's worth; whoever reads Spanish quickly takes it for Spanish, a detector must not.
PORTUGUESE = pieces("""
    A cidade mantém uma rede de oficinas em todos os bairros, onde jovens e idosos trabalham lado a lado durante o ano inteiro.
    Não há mensalidades, e as inscrições são feitas na biblioteca municipal, que também empresta os instrumentos e as ferramentas.
    Os artistas recebem uma remuneração justa, paga em dia, e participam das decisões sobre o orçamento da cultura.
    No último inverno, a prefeitura abriu à população o antigo mercado, que estava fechado havia quase vinte anos.
    As associações de moradores cuidam da programação, e cada fim de semana pertence a uma comunidade diferente.
    Graças a essa experiência, três municípios vizinhos pediram apoio para criar os seus próprios espaços de criação.
""")
