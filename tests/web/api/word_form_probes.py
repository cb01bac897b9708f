"""200 probes of word forms: a query, and a sentence that it has to find, by kind.

A line is ``QUERY | SENTENCE``. The sentences were written for this project.
"""

from __future__ import annotations

_PROBES = {
    "United States": """
        US treasury | The U.S. Treasury froze the account.
        US exports | Exports of the United States grew in March.
        US senator | A senator of the USA opened the bridge.
        U.S. envoy | The US envoy left Geneva at noon.
        U.S. visas | The United States issued fewer visas.
        U.S. farmers | Farmers in the USA planted early.
        USA soldiers | US soldiers flew home on Sunday.
        USA tariffs | The U.S. tariffs on steel stay.
        USA census | The United States counts people in a census.
        United States ambassador | The US ambassador thanked the crew.
        United States wheat | Cheap U.S. wheat reached the mill.
        United States pilots | Two pilots from the USA landed.
        U.S.A. orchestra | A US orchestra played in the square.
        US-led coalition | The U.S.-led coalition met twice.
        U.S.-backed plan | A US-backed plan was shelved.
        US economy | THE US ECONOMY SHRANK IN SPRING.
        America US dollar | Sellers in America took every US dollar.
    """,
    "United Nations and others": """
        UN inspectors | U.N. inspectors reached the plant.
        UN charter | The charter of the United Nations was signed.
        U.N. convoy | A UN convoy crossed the river.
        U.N. report | The United Nations sent its report.
        United Nations observers | Three U.N. observers stayed on.
        United Nations resolution | The UN resolution passed.
        UK miners | Miners in the U.K. went on strike.
        U.K. ports | Ports in the United Kingdom reopened.
        EU fisheries | The European Union closed the fisheries.
        European Union budget | The EU budget is late.
        NATO exercise | The N.A.T.O. exercise ended early.
        F.B.I. agents | Four FBI agents searched the barn.
        FBI warrant | The F.B.I. warrant named two men.
    """,
    "thousands": """
        10000 seedlings | They planted 10,000 seedlings.
        10000 lanterns | The town bought 10 000 lanterns.
        10,000 tickets | All 10000 tickets were sold.
        10,000 bottles | About 10 000 bottles broke.
        10 000 voters | Some 10,000 voters signed.
        10 000 bricks | The wall took 10000 bricks.
        1250000 tonnes | A harvest of 1,250,000 tonnes.
        1,250,000 barrels | Tanks for 1250000 barrels stood empty.
        1 250 000 stamps | They printed 1,250,000 stamps.
        1000 swans | Over 1,000 swans came back.
        2,500 kilograms | The bell weighs 2500 kilograms.
        2500 metres | They climbed 2,500 metres.
        45 000 spectators | It drew 45,000 spectators.
        45000 commuters | Trains took 45 000 commuters.
        $10,000 prize | The prize of $10000 went to a baker.
        750000 bees | The hives hold 750,000 bees.
    """,
    "closed and hyphenated": """
        cooperation treaty | A treaty on co-operation was signed.
        co-operation council | The council for cooperation met.
        co operation pact | A pact of cooperation followed.
        email leak | The e-mail leak cost him the post.
        e-mail server | An email server failed at night.
        e mail address | His email address was printed.
        emails deleted | The clerk deleted the e-mails.
        covid19 ward | The covid-19 ward was closed.
        covid-19 vaccine | The first COVID19 vaccine arrived.
        covid 19 masks | Masks against covid19 ran out.
        F16 pilot | An F-16 pilot ejected.
        F-16 runway | The F16 overshot the runway.
        F 16 engine | The engine of an F-16 failed.
        F-16 deliveries | Deliveries of F-16s were put off.
        F16s parked | Six F-16s were parked there.
        G20 summit | The G-20 summit moved north.
        G-20 ministers | Ministers of the G20 dined.
        G 20 communique | The G20 communique was short.
        MiG29 crash | A MiG-29 crash closed the field.
        reelection bid | His re-election bid failed.
        re-election campaign | Her reelection campaign began.
        cease-fire talks | The ceasefire talks broke down.
        ceasefire line | Both held the cease-fire line.
        policymakers warned | Several policy-makers warned him.
        healthcare bill | The health-care bill was read.
        health care workers | Some healthcare workers marched.
        anti-war rally | The antiwar rally filled the park.
        antiwar song | They sang an anti-war song.
        postwar flats | The post-war flats were damp.
        wellbeing study | A study of well-being ended.
        online auction | The on-line auction drew few.
        takeover offer | The take-over offer expired.
        multi-national firm | A multinational firm rented it.
        semi-final whistle | The semifinal whistle blew.
        non-profit kitchen | A nonprofit kitchen fed them.
        coworker witness | A co-worker was a witness.
    """,
    "programming": """
        C++ compiler | The C++ compiler was rewritten.
        C# course | A C# course starts in May.
        c++ library | They wrote a C++ library.
        F# meeting | The F# meeting was moved.
        C++17 features | The features of C++17 are old now.
    """,
    "British and American": """
        harbour dredging | Dredging the harbor took weeks.
        harbor pilots | The harbour pilots walked out.
        labour shortage | A labor shortage hit the farms.
        coloured glass | The colored glass came from Murano.
        neighborhood watch | The neighbourhood watch met.
        organised crime | A unit against organized crime.
        organization chart | The organisation chart changed.
        privatisation vote | The vote on privatization slipped.
        recognise rebels | They will recognize the rebels.
        analysed samples | The lab analyzed the samples.
        analyzing data | They are analysing the data.
        theatre roof | The theater roof leaked.
        centre fielder | The center fielder retired.
        metres deep | It is forty meters deep.
        kilometer marker | A kilometre marker fell.
        defence ministry | The defense ministry denied it.
        defense lawyer | The defence lawyer stood up.
        driving licence | Her driving license had lapsed.
        travelled abroad | She traveled abroad alone.
        traveler stranded | A traveller was stranded.
        cancelled flights | The canceled flights cost millions.
        modeling agency | A modelling agency closed.
        labelled poison | It was labeled as poison.
        grey whales | The gray whales passed early.
        plough prices | The price of a plow doubled.
        programme notes | The program notes were lost.
        catalog number | The catalogue number was wrong.
        aluminium smelter | An aluminum smelter reopened.
        tyre factory | The tire factory burned.
        cheque forger | A check forger was caught.
        jewellery heist | A jewelry heist in daylight.
        pediatric clinic | The paediatric clinic moved.
        archeologists dug | The archaeologists dug a trench.
        sceptical voters | Many skeptical voters stayed home.
        sulphur springs | The sulfur springs dried up.
        judgment reserved | The judgement was reserved.
        fulfil promises | They fulfill few promises.
        skilful weaver | A skillful weaver taught them.
        counsellor resigned | The counselor resigned.
        manoeuvres began | The maneuvers began at dawn.
    """,
    "irregular": """
        women miners | One woman among the miners spoke.
        woman jockeys | The women jockeys protested.
        children rescued | A child was rescued.
        man overboard | Two men fell overboard.
        policeman wounded | The wounded policemen recovered.
        firemen praised | One fireman was praised.
        spokesmen declined | A spokesman declined.
        mouse plague | The mice were a plague.
        teeth found | A tooth was found.
        wolves sighted | A wolf was sighted.
        knife seized | The knives were seized.
        crises averted | A crisis was averted.
        criteria met | One criterion was met.
        phenomenon observed | The phenomena were observed.
        referenda held | A referendum was held.
        fungi grew | A fungus grew.
        thief escaped | The thieves escaped.
        leaves fell early | One leaf fell early.
        go hungry | They went hungry.
        goes bankrupt | The firm went bankrupt.
        went missing | A boat has gone missing.
        buy bonds | They bought bonds.
        bought vineyard | Who will buy the vineyard?
        selling shares | They sold their shares.
        fight eviction | They fought the eviction.
        flown north | The geese flew north.
        steal paintings | Four paintings were stolen.
        drove tanks | Tanks were driven past.
        taught Latin | She will teach Latin.
        fled Tallinn | They flee Tallinn.
        swore oath | He will swear the oath.
        withdrew troops | They withdraw troops.
        strike deal | They struck a deal.
        rising rents | The rents rose.
        froze assets | The assets are frozen.
        leave office | He left office.
        learnt trade | She learned a trade.
        sought asylum | They seek asylum.
        shrank budget | The budget will shrink.
        overthrew king | The king was overthrown.
        knelt widow | The widow will kneel.
        midwives marched | The midwife marched.
    """,
    "amounts": """
        $5bn loan | A loan of $5 billion was agreed.
        $5 billion bailout | The $5bn bailout passed.
        5 billion euros | The bill came to 5bn euros.
        £3m painting | A painting for £3 million.
        £3 million yacht | The yacht cost £3m.
        $2.5 billion dam | The dam cost $2.5bn.
        $2.5bn pipeline | A pipeline for $2.5 billion.
        $7 bn fund | A fund of $7 billion.
        $1.2 trillion deficit | The $1.2tn deficit grew.
        3.5% inflation | Inflation was 3.5 percent.
        3.5 percent turnout | The turnout rose 3.5% in a year.
        4 per cent levy | A levy of 4% was proposed.
        4% duty | A duty of 4 per cent was dropped.
        percent unemployed | Of the young, 12 % are unemployed.
    """,
    "umlauts": """
        Mueller ministry | Herr Müller left the ministry.
        mueller dairy | The dairy of Jürgen Müller closed.
        Müller orchard | Frau Mueller sold the orchard.
        Schaeuble memoir | The memoir of Schäuble sold well.
        Schäuble speech | The speech of Schaeuble was short.
        Koeln cathedral | The cathedral of Köln was shut.
        Goethe Duesseldorf | In Düsseldorf they read Goethe.
        zuerich bank | A bank in Zürich failed.
    """,
    "addresses": """
        https://example.org/report?id=12 | Read https://example.org/report?id=12 for more.
        http://example.net/a_b/c-d.html | It was at http://example.net/a_b/c-d.html then.
        example.com/news/2020/05?page=2 | See https://www.example.com/news/2020/05?page=2 too.
        www.example.edu/~ana/ | Her page www.example.edu/~ana/ is gone.
        https://example.info/x#part-3 | The part (https://example.info/x#part-3) is new.
        http://museum.example/tickets | Tickets: https://museum.example/tickets.
        press@harbour.example | Write to press@harbour.example today.
        https://wiki.example/Lock_(canal) | See https://wiki.example/Lock_(canal) first.
        http://shop.example/item?a=1&b=2 | Sold at http://shop.example/item?a=1&b=2 only.
    """,
}

PROBES = [
    (kind, *(part.strip() for part in line.split("|")))
    for kind, lines in _PROBES.items()
    for line in lines.strip().splitlines()
]
"""Kind, query and sentence of each probe."""
