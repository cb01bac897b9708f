"""Word lists of other forms: British and American spelling, irregular words, closed compounds.

The lists were written for this project and are under its licence.
"""

from __future__ import annotations

_SPELLINGS = """
    ageing/aging aluminium/aluminum amphitheatre/amphitheater anaemi/anemi anaesthe/anesthe
    analogue/analog analys/analyz annexe/annex apologis/apologiz arbour/arbor archaeolog/archeolog
    ardour/ardor armour/armor artefact/artifact axe/ax behaviour/behavior belabour/belabor
    caesarean/cesarean calibre/caliber candour/candor catalogue/catalog catalys/catalyz
    centilitre/centiliter centimetre/centimeter centre/center centring/centering
    cheque/check chequered/checkered chilli/chili clamour/clamor clangour/clangor colour/color
    connexion/connection cosy/cozy councillor/councilor counsellor/counselor defence/defense
    demeanour/demeanor dialogue/dialog diarrhoea/diarrhea discolour/discolor dishonour/dishonor
    dolour/dolor doughnut/donut draught/draft dyke/dike enamour/enamor encyclopaed/encycloped
    endeavour/endeavor enquir/inquir enrol/enroll epicentre/epicenter faeces/feces favour/favor
    fervour/fervor fibre/fiber flavour/flavor foetal/fetal foetus/fetus fulfil/fulfill gaol/jail
    glamour/glamor goitre/goiter grey/gray gynaecolog/gynecolog haem/hem harbour/harbor
    homoeopath/homeopath honour/honor humour/humor hydrolys/hydrolyz hypocentre/hypocenter
    instalment/installment jewellery/jewelry judgement/judgment acknowledgement/acknowledgment
    abridgement/abridgment benefitt/benefit biass/bias combatt/combat focuss/focus
    formatt/format kidnapp/kidnap worshipp/worship kerb/curb
    kilogramme/kilogram kilometre/kilometer labour/labor
    leukaemi/leukemi licence/license liquorice/licorice litre/liter lustre/luster
    manoeuvr/maneuver manoeuvre/maneuver meagre/meager mediaeval/medieval metre/meter
    micrometre/micrometer millilitre/milliliter millimetre/millimeter misbehaviour/misbehavior
    misdemeanour/misdemeanor mitre/miter monologue/monolog mould/mold moult/molt
    moustache/mustache mum/mom nanometre/nanometer neighbour/neighbor ochre/ocher odour/odor
    oedema/edema oesophag/esophag oestrogen/estrogen offence/offense omelette/omelet
    orthopaed/orthoped paediatr/pediatr paedophil/pedophil palaeo/paleo paralys/paralyz
    parlour/parlor phoney/phony plough/plow practis/practic pretence/pretense prologue/prolog
    programme/program pyjama/pajama rancour/rancor rateable/ratable reconnoitre/reconnoiter
    rigour/rigor rumour/rumor sabre/saber saleable/salable saltpetre/saltpeter saviour/savior
    savour/savor sceptic/skeptic sceptre/scepter sepulchre/sepulcher skilful/skillful
    smoulder/smolder snowplough/snowplow sombre/somber speciality/specialty spectre/specter
    splendour/splendor storey/story succour/succor sulphur/sulfur theatre/theater
    titre/titer tonne/ton towards/toward forwards/forward backwards/backward
    afterwards/afterward tumour/tumor tyre/tire valour/valor vapour/vapor vigour/vigor
    whisky/whiskey wilful/willful woollen/woolen yoghurt/yogurt
"""
SPELLING_PAIRS = tuple(tuple(pair.split("/")) for pair in _SPELLINGS.split())
"""Beginnings of words as they are spelled in Britain and in America."""

_IRREGULAR = """
    calf/calves child/children die/dice dwarf/dwarves elf/elves foot/feet goose/geese
    half/halves hoof/hooves knife/knives leaf/leaves life/lives loaf/loaves louse/lice
    man/men mouse/mice ox/oxen penny/pence person/people scarf/scarves self/selves
    shelf/shelves thief/thieves tooth/teeth wharf/wharves wife/wives wolf/wolves woman/women
    alga/algae alumnus/alumni analysis/analyses antenna/antennae apex/apices
    appendix/appendices axis/axes bacillus/bacilli bacterium/bacteria basis/bases
    bureau/bureaux/bureaus cactus/cacti chateau/chateaux consortium/consortia corpus/corpora
    crisis/crises criterion/criteria curriculum/curricula datum/data diagnosis/diagnoses
    ellipsis/ellipses emphasis/emphases focus/foci formula/formulae fungus/fungi
    genus/genera honorarium/honoraria hypothesis/hypotheses index/indices larva/larvae
    matrix/matrices medium/media memorandum/memoranda metamorphosis/metamorphoses
    millennium/millennia moratorium/moratoria nebula/nebulae neurosis/neuroses
    nucleus/nuclei oasis/oases opus/opera ovum/ova parenthesis/parentheses
    phenomenon/phenomena plateau/plateaux prognosis/prognoses psychosis/psychoses
    quantum/quanta radius/radii referendum/referenda sanatorium/sanatoria schema/schemata
    spectrum/spectra stadium/stadia stigma/stigmata stimulus/stimuli stratum/strata
    syllabus/syllabi symposium/symposia synopsis/synopses synthesis/syntheses
    tableau/tableaux terminus/termini thesis/theses ultimatum/ultimata vertebra/vertebrae
    vertex/vertices virtuoso/virtuosi vortex/vortices
    arise/arose/arisen awake/awoke/awoken bear/bore/borne/born beat/beaten
    become/became befall/befell/befallen begin/began/begun behold/beheld bend/bent
    bid/bade/bidden bind/bound bite/bit/bitten bleed/bled blow/blew/blown break/broke/broken
    breed/bred bring/brought build/built burn/burnt buy/bought catch/caught
    choose/chose/chosen cling/clung come/came creep/crept deal/dealt dig/dug
    dive/dove draw/drew/drawn dream/dreamt drink/drank/drunk drive/drove/driven
    dwell/dwelt eat/ate/eaten fall/fell/fallen feed/fed feel/felt fight/fought find/found
    flee/fled fling/flung fly/flew/flown forbid/forbade/forbidden foresee/foresaw/foreseen
    foretell/foretold forget/forgot/forgotten forgive/forgave/forgiven
    forsake/forsook/forsaken freeze/froze/frozen get/got/gotten give/gave/given
    go/went/gone/goes grind/ground grow/grew/grown hang/hung hear/heard hide/hid/hidden
    hold/held keep/kept kneel/knelt know/knew/known lay/laid lead/led lean/leant leap/leapt
    learn/learnt leave/left lend/lent lie/lay/lain light/lit lose/lost make/made mean/meant
    meet/met mislead/misled mistake/mistook/mistaken misunderstand/misunderstood mow/mown
    outgrow/outgrew/outgrown overcome/overcame overdo/overdid/overdone
    overhear/overheard override/overrode/overridden oversee/oversaw/overseen
    oversleep/overslept overtake/overtook/overtaken overthrow/overthrew/overthrown pay/paid
    plead/pled prove/proven rebuild/rebuilt repay/repaid resell/resold retell/retold
    rewrite/rewrote/rewritten ride/rode/ridden ring/rang/rung rise/rose/risen run/ran
    say/said see/saw/seen seek/sought sell/sold send/sent sew/sewn shake/shook/shaken
    shear/shorn shine/shone shoot/shot show/shown shrink/shrank/shrunk sing/sang/sung
    sink/sank/sunk sit/sat slay/slew/slain sleep/slept slide/slid sling/slung smell/smelt
    sow/sown speak/spoke/spoken speed/sped spell/spelt spend/spent spill/spilt spin/spun
    spit/spat spoil/spoilt spring/sprang/sprung stand/stood steal/stole/stolen stick/stuck
    sting/stung stink/stank/stunk stride/strode strike/struck/stricken string/strung
    strive/strove/striven swear/swore/sworn sweep/swept swell/swollen swim/swam/swum
    swing/swung take/took/taken teach/taught tear/tore/torn tell/told think/thought
    throw/threw/thrown tread/trod/trodden undergo/underwent/undergone
    understand/understood undertake/undertook/undertaken undo/undid/undone
    uphold/upheld wake/woke/woken wear/wore/worn weave/wove/woven weep/wept win/won
    wind/wound withdraw/withdrew/withdrawn withhold/withheld withstand/withstood
    wring/wrung write/wrote/written
"""
IRREGULAR_GROUPS = tuple(tuple(group.split("/")) for group in _IRREGULAR.split())
"""Irregular plurals and past forms, each with its base form first."""

COMPOUND_ENDINGS = (
    ("man", "men"),
    ("woman", "women"),
    ("child", "children"),
    ("person", "people"),
    ("wife", "wives"),
    ("tooth", "teeth"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("mouse", "mice"),
)
"""Ends of words such as *fireman* or *midwife* with their plurals."""

_PREFIXES = """
    after anti by co counter cross cyber de ex extra fore half hyper infra intra mega
    micro mid mini multi nano near neo non off on out over post pre pro pseudo quasi re self semi
    socio sub super tele trans ultra un under up vice
"""
PREFIXES = tuple(_PREFIXES.split())
"""Beginnings of words that are also written with a hyphen."""

_ENDINGS = """
    away back being born bound care down fire free front going house in keeper keeping less like
    line list maker makers making man mark off on out over owner party person point proof room
    scale side site site sites size speed style term through time up ups wide woman work worker
    workers works year
"""
ENDINGS = tuple(_ENDINGS.split())
"""Ends of compounds, such as *cease-fire*, that are also written apart or with a hyphen."""
