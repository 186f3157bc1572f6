"""From a sign to a closed plan: one child, two languages, a father who disagrees, and nothing that has to be typed twice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest

from sikkerhedsnet.core import clock
from sikkerhedsnet.measures.models import Measure
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import Child, Guardian
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.plans.watch_models import LookAgain
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.voices.models import Preparation
from sikkerhedsnet.worklists.queries import net
from tests.journeys.small_town import TownSite, town_site
from tests.journeys.test_group_of_twenty import COUNTED
from tests.journeys.visits import TABLET, Visitor, days_on, visit
from tests.personas import TODAY
from tests.scans.sheets import drawing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

RAISED, AGREED, STEP = 6, 4, 2
"""The most a pedagogue does from the child's page to a worry that is sent, an adviser to a step, and to a measure."""
MOTHER, FATHER = "Amira Haddad", "Peter Bæk"
SIGN = "Freja siger to ord ad gangen og går fra legen, når de andre ikke forstår hende."
TALKS_AT_HOME = "في البيت تتكلم فريا جملا كاملة وتغني لأخيها."
HOPES = "أن يفهمها الأطفال الآخرون."
AGAINST = "Jeg er uenig. Hun er bare genert på dansk."
GOAL = "De andre børn forstår Freja, når hun leger."
READS = "Læse bogen om løven på dansk hver aften"
YES = "Amira og Peter siger ja til, at audiologopæden må kende Frejas sprog"
THERAPIST = "Audiologopæd i dagtilbuddet"
HELPED = "Bogen derhjemme og audiologopæden i gruppen."
MET, ASKED, FOLLOWED_UP, ENDED, SEEN_AGAIN = 4, 18, 46, 88, 120
"""Days after the sign."""


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("closed", django_db_blocker, tmp_path_factory.mktemp("closed")) as made:
        yield made


@pytest.fixture
def freja(site: TownSite) -> Child:
    """Whose mother speaks Arabic, and needs an interpreter."""
    with site.at_hand() as town:
        child = town.children[0]
        Child.objects.filter(pk=child.pk).update(language="arabisk")
        Guardian.objects.filter(user=town.user("amira")).update(needs_interpreter=True)
        return child


def test_a_sign_becomes_a_plan_that_is_carried_through_and_closed(browser: Any, site: TownSite, freja: Child) -> None:
    served = site.serve()
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        assert raises_a_worry(mette, site, freja) <= RAISED
    with visit(browser, served, "jonas") as jonas:
        takes_it_and_talks_with_the_parents(jonas, site, freja)
        meeting = calls_the_meeting(jonas, site)
        _enters_the_mothers_paper(jonas, site, meeting)
        books_the_interpreter(jonas, site, meeting)
    with visit(browser, site.serve(day(MET, 14)), "jonas") as jonas:
        begins(jonas, site, meeting)
        _hears_the_mother_first_and_the_father_who_disagrees(jonas, meeting)
        assert makes_a_step(jonas, meeting) <= AGREED
        _writes_their_consent(jonas, site, meeting)
        assert _brings_in_the_audiologopaed(jonas, site, meeting) <= STEP
        _fetches_the_arabic_paper(jonas, meeting)
        plan = _agrees_the_plan(jonas, site, meeting)
        _the_step_has_begun(jonas, site, plan)
    with visit(browser, site.serve(day(ASKED)), "jonas") as jonas:
        _the_step_is_done(jonas, site)
    served = site.serve(day(FOLLOWED_UP))
    with visit(browser, served, "lone") as lone, visit(browser, served, "jonas") as jonas:
        _looks_at_the_measure(lone, site)
        _follows_up(jonas, site, plan)
    served = site.serve(day(ENDED))
    with visit(browser, served, "lone") as lone, visit(browser, served, "jonas") as jonas:
        _ends_the_measure(lone, site)
        _closes_the_plan(jonas, site, plan, freja)
    with visit(browser, site.serve(day(SEEN_AGAIN)), "mette", viewport=TABLET) as mette:
        _looks_again(mette, site, freja)


def day(days: int, hour: int = 10) -> Any:
    return clock.at(TODAY + timedelta(days=days), hour, 0)


def nobody_falls_through(site: TownSite) -> None:
    with site.at_hand() as town:
        assert net(town.municipality.pk, site.now).holes == []


def _counts(visitor: Visitor) -> None:
    visitor.page.evaluate("sessionStorage.setItem('counted', '0')")


def _counted(visitor: Visitor) -> int:
    return int(visitor.page.evaluate("sessionStorage.getItem('counted')"))


def _stands(visitor: Visitor, **fields: str) -> None:
    """What each field holds before anybody has typed in it."""
    main = visitor.page.locator("main")
    for name, value in fields.items():
        found = main.locator(f"[name={name}]")
        if found.first.get_attribute("type") in ("radio", "checkbox"):
            chosen = main.locator(f"[name={name}]:checked")
            assert [one.input_value() for one in chosen.all()] == value.split(), name
        else:
            assert found.input_value() == value, name


def _opens_the_task(visitor: Visitor, name: str) -> None:
    visitor.opens("/").page.locator(".sn-row", has_text=name).get_by_role("link").last.click()
    visitor.page.wait_for_load_state()


def raises_a_worry(mette: Visitor, site: TownSite, freja: Child) -> int:
    page = mette.page
    page.add_init_script(COUNTED)
    mette.opens(f"/boern/{freja.pk}/")
    _counts(mette)
    mette.follows("Skriv en bekymring").reads("Den går til Jonas Holm, som tager kontakt senest torsdag 26. november.")
    page.get_by_label("Hvad har du set?").click()
    page.get_by_label("Hvad har du set?").press_sequentially(SIGN)
    page.locator("main label", has_text="Jeg er bekymret for barnets trivsel.").click()
    page.locator("main label", has_text="Ja, jeg har talt med dem").click()
    mette.presses("Send til Jonas Holm").reads("Bekymringen er sendt", "Jonas Holm")
    mette.meets_no_barrier("the worry, sent")
    nobody_falls_through(site)
    return _counted(mette)


def takes_it_and_talks_with_the_parents(jonas: Visitor, site: TownSite, freja: Child) -> None:
    _opens_the_task(jonas, freja.name)
    jonas.reads(SIGN).presses("Tag imod bekymringen").follows("Skriv samtale med forældrene")
    jonas.reads("har brug for tolk")
    jonas.writes("Hvornår talte I sammen?", days_on(0)).picks("I telefon")
    jonas.writes("Hvad siger forældrene?", "De vil gerne mødes.").writes("Næste dato", days_on(MET))
    jonas.presses("Gem samtalen").reads("De vil gerne mødes.").meets_no_barrier("the talk, written")
    nobody_falls_through(site)


def calls_the_meeting(jonas: Visitor, site: TownSite) -> str:
    """Answers with the meeting's address."""
    page = jonas.page
    with site.at_hand() as town:
        parents = " ".join(
            str(pk) for pk in town.children[0].custodies.order_by("pk").values_list("guardian", flat=True)
        )
        here, house = str(town.user("mette").pk), str(town.day_care.pk)
    jonas.follows("Indkald til samarbejdsmøde")
    _stands(jonas, interpreter="arabisk", guardians=parents, staff=here, where=house)
    jonas.writes("Hvornår spurgte du forældrene?", days_on(0))
    page.locator("fieldset", has_text="Hvordan spurgte du?").get_by_text("I telefon").click()
    page.get_by_label("Dag", exact=True).fill(days_on(MET))
    page.get_by_label("Begynder kl.").fill("14:00")
    jonas.writes("Hvorfor er det nødvendigt at dele?", "Mette er sammen med Freja hver dag.")
    jonas.presses("Se, hvem der får hvad at vide").reads("Intet er sendt endnu.", "Tolk: arabisk")
    jonas.presses("Indkald til mødet").reads("Mødet er indkaldt til fredag 27. november", "Tolken er ikke bestilt")
    nobody_falls_through(site)
    return urlsplit(page.url).path


def _enters_the_mothers_paper(jonas: Visitor, site: TownSite, meeting: str) -> None:
    """With who wrote it, when, who helped, and the sheet itself."""
    jonas.opens(meeting).follows("Skriv forberedelsen ind").reads(f"Forberedelse fra {MOTHER}")
    jonas.writes("Hvad går godt?", TALKS_AT_HOME).writes("Hvad skal der komme ud af mødet?", HOPES)
    jonas.writes("Hvornår er det sagt eller skrevet?", days_on(0)).picks("Skrevet på papir")
    jonas.writes("Hvem hjalp?", "Tolk Samira Nour").writes("Hvad viser papiret?", "Et ark med Amiras håndskrift")
    jonas.page.locator("main input[type=file]").set_input_files(
        {"name": "ark.jpg", "mimeType": "image/jpeg", "buffer": drawing()}
    )
    jonas.presses("Gem forberedelsen").reads("Forberedelsen er gemt.", TALKS_AT_HOME)
    jonas.meets_no_barrier("the meeting, with her paper")
    with site.at_hand():
        row = Preparation.objects.get()
        sheet = Scan.objects.get(about=About.PREPARATION, about_id=row.pk)
        assert (row.on, row.how, row.helped_by) == (TODAY, "paper", "Tolk Samira Nour")
        assert (sheet.said_by, sheet.on) == (MOTHER, TODAY)
    nobody_falls_through(site)


def books_the_interpreter(jonas: Visitor, site: TownSite, meeting: str) -> None:
    jonas.opens(meeting).follows("Skriv om tolken").reads("Tolken skal have sagt ja senest onsdag 25. november.")
    _stands(jonas, language="arabisk", needed="yes")
    jonas.writes("Hvornår er tolken bestilt?", days_on(0)).writes("Hvornår har tolken sagt ja?", days_on(0))
    jonas.writes("Hvem er tolken?", "Samira Nour").meets_no_barrier("the interpreter")
    jonas.presses("Gem").reads("Tolken har sagt ja: arabisk, Samira Nour.")
    nobody_falls_through(site)


def begins(jonas: Visitor, site: TownSite, meeting: str) -> None:
    """With the interpreter in the room, and everybody's chair ticked."""
    page = jonas.page
    page.add_init_script(COUNTED)
    jonas.reads("Hold samarbejdsmødet kl. 14.00").opens(meeting).presses("Begynd mødet").reads("Familien taler først")
    for name in page.locator("#til-stede li b").all_inner_texts():
        page.locator("#til-stede button", has_text=f"Er her: {name}").click()
        page.locator("#til-stede button[aria-pressed=true]", has_text=name).wait_for()
    jonas.follows("Skriv, om tolken kom")
    _stands(jonas, language="arabisk", name="Samira Nour", ordered_on=days_on(0), confirmed_on=days_on(0))
    page.locator("main fieldset", has_text="Kom tolken?").get_by_label("Ja").check()
    jonas.presses("Gem")
    nobody_falls_through(site)


def says(jonas: Visitor, who: str, words: str, *, disagrees: bool = False) -> None:
    page = jonas.page
    page.get_by_label("Hvem siger det?").select_option(label=who)
    page.get_by_label("Skriv det med deres ord").fill(words)
    if disagrees:
        page.locator("#skriv label", has_text="Er uenig").click()
    page.get_by_role("button", name="Skriv det i referatet").click()
    page.locator("#ord", has_text=words).wait_for()


def _hears_the_mother_first_and_the_father_who_disagrees(jonas: Visitor, meeting: str) -> None:
    jonas.opens(meeting)
    first = jonas.page.get_by_label("Hvem siger det?").locator("option:checked").inner_text()
    assert first == MOTHER, "she is asked first"
    says(jonas, MOTHER, HOPES)
    jonas.follows("Bekymringer, kort og konkret")
    says(jonas, FATHER, AGAINST, disagrees=True)
    jonas.reads(f"{FATHER} · er uenig").meets_no_barrier("a father who disagrees")


def makes_a_step(jonas: Visitor, meeting: str) -> int:
    jonas.opens(f"{meeting}?emne=steps")
    form = jonas.page.locator("form.sn-agree--new")
    assert form.locator("input[type=date]").input_value() == days_on(ASKED), "a date is proposed"
    _counts(jonas)
    form.locator("textarea").click()
    form.locator("textarea").press_sequentially(READS)
    form.locator("label.sn-chip", has_text=FATHER).click()
    form.get_by_role("button", name="Et skridt").click()
    jonas.page.locator("#aftaler-nu", has_text=READS).wait_for()
    return _counted(jonas)


def _writes_their_consent(jonas: Visitor, site: TownSite, meeting: str) -> None:
    """What was agreed at the table stands in the consent already."""
    page = jonas.page
    form = page.locator("form.sn-agree--new")
    form.locator("textarea").fill(YES)
    form.locator("label.sn-chip", has_text=MOTHER).click()
    form.get_by_role("button", name="Et samtykke").click()
    page.get_by_role("link", name="Skriv samtykket ned").click()
    page.wait_for_load_state()
    _stands(jonas, purpose=YES, on=days_on(MET))
    assert page.get_by_label(MOTHER).is_checked()
    jonas.picks(FATHER).picks("PPR").picks("Trivsel, udvikling og adfærd").picks("Mundtligt, med et vidne")
    page.get_by_label("Vidne", exact=True).fill("Mette Lund")
    jonas.presses("Gem samtykket").reads("Samtykket er skrevet ned.")
    with site.at_hand():
        assert Consent.objects.get().purpose == YES


def _brings_in_the_audiologopaed(jonas: Visitor, site: TownSite, meeting: str) -> int:
    """From the table: one press on her name, and one on the page that is filled in already."""
    jonas.opens(f"{meeting}?emne=steps")
    _counts(jonas)
    jonas.follows(THERAPIST)
    with site.at_hand() as town:
        owner, consent = str(town.user("lone").pk), f"consent:{Consent.objects.get().pk}"
    _stands(jonas, owner=owner, basis=consent, asked_how="at_the_table")
    _stands(jonas, asked_on=days_on(MET), start_on=days_on(MET), follow_up_on=days_on(FOLLOWED_UP))
    jonas.meets_no_barrier("a measure, filled in already")
    jonas.presses("Sæt indsatsen i gang").reads(f"{THERAPIST} er sat i gang.", "Lone Bech")
    nobody_falls_through(site)
    return _counted(jonas)


def _fetches_the_arabic_paper(jonas: Visitor, meeting: str) -> None:
    jonas.opens(meeting).follows("Udkast på familiens sprog").follows("العربية").meets_no_barrier(
        "her paper, in Arabic"
    )
    address = jonas.page.get_by_role("link", name="Hent som PDF").get_attribute("href")
    answer = jonas.page.request.get(address)
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    paper = pypdf.PdfReader(io.BytesIO(answer.body()))
    root = paper.trailer["/Root"]
    assert paper.metadata is not None and "Freja Bæk" in str(paper.metadata.title)
    assert (root["/Lang"], root["/ViewerPreferences"]["/Direction"]) == ("ar", "/R2L")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] and root["/MarkInfo"]["/Marked"]
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in paper.pages)
    assert AGAINST in text and READS in text, "what was said is not translated"


def _agrees_the_plan(jonas: Visitor, site: TownSite, meeting: str) -> str:
    page = jonas.page
    jonas.opens(meeting).follows("Læs op og afslut").reads("Det er I uenige om", AGAINST, HOPES, READS)
    jonas.follows("Lav planen").reads(READS)
    _stands(jonas, review_on=days_on(FOLLOWED_UP))
    page.get_by_label("Mål 1", exact=True).fill(GOAL)
    page.get_by_label("Hører til").first.select_option(label="Mål 1")
    jonas.writes("Barnets egne ord", "Jeg vil være løven.").meets_no_barrier("the plan to agree")
    jonas.presses("Aftal planen, og slut mødet").reads("Planen er aftalt.", GOAL, READS, THERAPIST)
    nobody_falls_through(site)
    return urlsplit(page.url).path


def _the_step_has_begun(jonas: Visitor, site: TownSite, plan: str) -> None:
    jonas.opens(plan).follows(READS)
    _stands(jonas, begun_on=days_on(MET))
    jonas.presses("Ja, det er gået i gang").reads("Det er skrevet, at I er gået i gang.")
    nobody_falls_through(site)


def _the_step_is_done(jonas: Visitor, site: TownSite) -> None:
    nobody_falls_through(site)
    _opens_the_task(jonas, f"Spørg {FATHER}")
    jonas.reads(READS)
    _stands(jonas, on=days_on(ASKED))
    jonas.picks("Gjort").writes("Hvad kom der ud af det?", "Freja kan hele bogen.").presses("Gem, hvordan det gik")
    nobody_falls_through(site)


def _looks_at_the_measure(lone: Visitor, site: TownSite) -> None:
    nobody_falls_through(site)
    _opens_the_task(lone, THERAPIST)
    lone.follows("Skriv, hvad den gør")
    _stands(lone, on=days_on(FOLLOWED_UP), next_on=days_on(ENDED))
    lone.writes("Hvad har den gjort for barnet?", "Freja bruger tre ord ad gangen i legen.").presses("Gem")


def _follows_up(jonas: Visitor, site: TownSite, plan: str) -> None:
    _opens_the_task(jonas, "Følg op på planen")
    jonas.reads(GOAL)
    _stands(jonas, held_on=days_on(FOLLOWED_UP), next_on=days_on(ENDED))
    jonas.writes("Hvad siger barnet?", "Jeg vil være løven igen.")
    jonas.writes("Hvad siger forældrene?", "Amira: Hun taler mere. Peter: Jeg er stadig uenig.")
    jonas.picks("Planen fortsætter, som den er").presses("Gem opfølgningen").reads("Peter: Jeg er stadig uenig.")
    jonas.meets_no_barrier("the plan, followed up")
    nobody_falls_through(site)


def _ends_the_measure(lone: Visitor, site: TownSite) -> None:
    nobody_falls_through(site)
    with site.at_hand():
        address = f"/indsatser/{Measure.objects.get().pk}/"
    lone.opens(address).follows("Afslut indsatsen").picks("Det går bedre, og hverdagen kan bære det")
    lone.writes("Hvad gjorde den for barnet?", "Freja siger hele sætninger i legen.").presses("Gem")
    lone.reads("Indsatsen er afsluttet.")


def _closes_the_plan(jonas: Visitor, site: TownSite, plan: str, freja: Child) -> None:
    """With how it ended, why, what helped, and who keeps an eye out."""
    page = jonas.page
    _opens_the_task(jonas, "Følg op på planen")
    jonas.writes("Hvad siger barnet?", "Nu er jeg løven hver dag.").picks("Planen slutter").writes("Hvorfor?", GOAL)
    page.get_by_label("Hvordan endte det?").select_option(label="Det går godt nok nu")
    jonas.presses("Gem opfølgningen").reads("Der er fejl i skemaet")
    _stands(jonas, child_view="Nu er jeg løven hver dag.", because=GOAL)
    jonas.writes("Hvad hjalp?", HELPED).writes("Efter hvad?", "At Freja leger med de andre.")
    page.get_by_label("Hvem holder øje bagefter?").select_option(label="Mette Lund")
    jonas.writes("Hvornår ser hun eller han igen?", days_on(SEEN_AGAIN))
    jonas.writes("Svar til den, der skrev bekymringen", "Tak for dit blik. De andre forstår Freja nu.")
    jonas.presses("Gem opfølgningen").reads("Planen er slut", HELPED, "Mette Lund ser igen tirsdag 23. marts")
    jonas.meets_no_barrier("the plan, closed")
    with site.at_hand():
        row = Plan.objects.get(child=freja)
        assert (row.state, row.outcome) == ("closed", "good_enough"), (row.state, row.outcome)
        assert LookAgain.objects.get(plan=row).owner == site.town.user("mette")
        assert Meeting.objects.get(child=freja).state == "concluded"
    nobody_falls_through(site)
    jonas.opens(f"/boern/{freja.pk}/").reads("Plan afsluttet", AGAINST, SIGN).meets_no_barrier("the child's story")


def _looks_again(mette: Visitor, site: TownSite, freja: Child) -> None:
    nobody_falls_through(site)
    mette.reads("Jonas Holm har svaret på din bekymring")
    _opens_the_task(mette, freja.name)
    mette.reads("At Freja leger med de andre.", HELPED).picks("Det går stadig godt")
    mette.writes("Hvad så du", "Hun er løven.").presses("Gem, hvad jeg så")
    nobody_falls_through(site)
