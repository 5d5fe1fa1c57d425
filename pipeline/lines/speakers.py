"""Words of a speech's head in; out, whether they are nothing but a speaker: a name, an office, or both. Reads the folded twin."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.dates import find_dates
from pipeline.text.records import Line

OF_NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
SURNAMES = "".join(OF_NAMES["surnames"].split())
COMPOUND = "|".join(OF_NAMES["compound"].split())
NO_NAMES = frozenset(OF_NAMES["no_names"].split())
"""Words that begin with a surname and are no name."""
GAP = r"[ \t\u3000]"
ONE = rf"[{HAN}]"
MASK = r"[×xX＊*某]"
NAME = (
    rf"(?:(?:{COMPOUND}){GAP}*{ONE}(?:{GAP}*{ONE})?|[{SURNAMES}]{GAP}*(?:{MASK}{{1,2}}|{ONE}(?:{GAP}*{ONE})?)|{MASK}{{2,3}}|"
    rf"{ONE}{{1,6}}(?:[·•‧]{ONE}{{1,8}}){{1,3}})"
)
PIECE = re.compile(r"[^（）()〔〕【】\[\]—－─━–―*_#>|]+")
SITE_SHAPES = re.compile(  # looked for by their first letters
    r"(?=[\d时日发来更作编浏点阅转刊网电摄下版hw录字打收截有])(?:\d{1,2}[:：]\d{2}|时间[:：]|日期[:：]|发[布表]|来源|更新|作者|编辑|浏览|点击|阅读|转载|刊[登发载]|网站?$|日报|电[)）]?$|"
    r"电[)）]?$|摄|下载|版[)）]?$|http|www|录入|字号|打印|收藏|截止|有效期)"
)
BESIDE = re.compile(  # looked for by its first letters
    r"(?=[（）()〔〕【】\[\]—－─━–―\-*_#>|\s,，、。星周上下晚于讲])"
    r"(?:[（）()〔〕【】\[\]—－─━–―\-*_#>|\s,，、。]|星期.|周[一二三四五六日]|[上下]午|晚上?$|于$|讲$)"
)
LONGEST = 60  # code points of a line that may be a speaker
PLACES = "省市县区镇乡村局厂校院部厅处委寺屯港站湾"  # 白石县: what ends so is no name of three characters
NO_ENDS = frozenset("。！？；：，、!?;:,.…”")  # what no name and no office ends with
WHOLE_NAME = re.compile(NAME)
OFFICES = (
    "主席|总统|书记|支书|总理|省长|市长|县长|区长|镇长|乡长|州长|旗长|盟长|村长|组长|部长|局长|厅长|"
    "司长|署长|处长|科长|所长|院长|庭长|检察长|校长|校监|园长|馆长|行长|会长|理事长|董事长|"
    "董事|社长|台长|站长|队长|班长|连长|营长|团长|旅长|师长|军长|舰长|船长|厂长|矿长|场长|秘书长|委员长|议长|司令员|司令|政委|参谋长|主任|主任委员|委员|"
    "委员|总裁|总经理|经理|总监|总工程师|首席执行官|执行官|创始人|创办人|总编辑|总编|总书记|大使|公使|领事|代表|专员|召集人|发言人|大法官|"
    "法官|检察官|法师|和尚|方丈|律师|教授|院士|博士|研究员|专家|工程师|医生|老师|行政长官|特首|首长|长官|司司长|议员|主教|大师|先生|女士|小姐|阁下"
)
OFFICE_ENDS = frozenset(office[-1] for office in OFFICES.split("|")) | {"）", ")"}
OFFICE = rf"[{HAN}0-9A-Za-z、（）()×xX·“”\-]{{0,36}}?(?:{OFFICES})(?:[（(][^（）()]{{1,8}}[)）])?"
CLASS = rf"[{HAN}0-9]{{0,8}}(?:(?:年级|[高初大][一二三])[（(]?[0-9{NUMERALS}]{{1,3}}[）)]?班|系[一二三四][A-Z甲乙丙]?)"
LEADER = "(?:副?(?:[校园院部局厅市县区镇乡省会行盟旗州]长|书记|主任|大使|总领事|主席|总理|董事长|总裁|总经理))"
ORDERS = rf"(?:{GAP}*[,，]?{GAP}*(?:GBM|GBS|SBS|BBS|MH|JP|太平绅士))*"
SPEAKER = re.compile(
    rf"(?:(?P<office>{CLASS}|{OFFICE})(?:{GAP}|[:：、])*)?(?P<name>{NAME})(?:同志|{GAP}*(?:先生|女士|教授|院士|博士|议员|委员|阁下|同学|老师|(?:资深)?大律师|{LEADER}))?{ORDERS}$"
)
MARRIED = re.compile(  # of two surnames, behind an office alone: 行政长官罗何月明; four such characters may be any phrase
    rf"(?P<office>{OFFICE}){GAP}*(?!位于|[高强甘安]于|常常|严[厉查]|时常|单单|徐徐|连[任连]|包管|张罗|何曾|费解|周游|高高)"
    rf"(?P<name>(?:[{SURNAMES}]{GAP}*){{2}}{ONE}{GAP}*{ONE})(?:同志|{GAP}*(?:女士|教授|博士|议员))?{ORDERS}$"
)
NAMED_FIRST = re.compile(rf"(?P<name>{NAME})(?:{GAP}+|[，,]{GAP}*)(?P<office>{OFFICE})$")
NAMED_BEFORE = re.compile(rf"(?P<name>{NAME}){GAP}*[（(](?P<office>(?=.{{6}}){OFFICE})[）)]$")  # no roster: 李大明（县长）
APART = re.compile(rf"(?P<office>{OFFICE}){GAP}+(?P<name>{ONE}{GAP}*{ONE}(?:{GAP}*{ONE})?)$")
"""Of any surname: 车间主任　铁牛."""
NO_NAME = re.compile("讲话|发言|致[辞词]|演[讲说]|报告|总结|寄语|谈话|主持|祝[辞词]|代表|"
                     "先生|女士|同志|各位|你们|大家|[在的和与及致]")
ONLY_OFFICE = re.compile(rf"{OFFICE}$")
SPREAD = re.compile(  # 县　长　王某
    rf"(?:[省市县区镇乡州旗盟村局厅院校部司处所馆行会]{GAP}{{1,4}}长|主{GAP}{{1,4}}[任席]|书{GAP}{{1,4}}记|总{GAP}{{1,4}}[理裁])(?={GAP}|[:：]|$)"
)
FIRST_PERSONS = re.compile(
    r"(?:优秀|新|全体|获奖|毕业|先进|参会|党员|青年|在校|入党|退休|企业|村|县|市|区|镇|校|省|全国|行业|家庭)*(?:学生|教师|老师|家长|新生|毕业生|校友|员工|职工|干部|"
    r"党员|嘉宾|来宾|选手|学员|志愿者|企业家|团员|少先队员|劳模|民警|医务人员|护士|客户|村民|群众)(?:代表|家长|会长)$"
)
# What goes before an office when the words are no office: 学习县委书记在全会上的讲话, 县长与市民.
TELLS = re.compile(
    "学习|悼念|怀念|缅怀|追忆|贯彻|落实|传达|关于|对|把|请|让|写给|献给|解读|领会|重温|聆听|听|观|读|转发|印发|整理|热议|精神|如何|怎样|怎么|做|当好|(?<!新)当选|"
    f"^竞[选聘]|希望|要求|强调|指出|会见|接受|陪同|出席|主持|在|与|向|给|为了|的|是|第[{NUMERALS}0-9]+[篇次届]|^[{NUMERALS}0-9]+[、.．]|讲话|发言|致辞"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What the words name: a name, an office, or both; `sure` when both stand there or the name can hardly be anything else."""

    name: str | None
    office: str | None

    @property
    def sure(self) -> bool:
        """Whether the words need nothing beside them to be a speaker."""
        return self.name is not None and (self.office is not None or "·" in self.name)


def read_speaker(words: str) -> Speaker | None:
    """The words as a speaker, None when they are anything else.

    >>> [read_speaker(words) for words in ("甲省省长　王　某", "王某", "镇长")]
    [Speaker(name='王　某', office='甲省省长'), Speaker(name='王某', office=None), Speaker(name=None, office='镇长')]
    >>> read_speaker("王某（甲省人大副主任）"), read_speaker("王某（县长）")
    (Speaker(name='王某', office='甲省人大副主任'), None)
    >>> read_speaker("车间主任　铁牛"), read_speaker("校长　致辞"), read_speaker("县　长　王　某")
    (Speaker(name='铁牛', office='车间主任'), None, Speaker(name='王　某', office='县长'))
    >>> read_speaker("行政长官罗何月明"), read_speaker("万马奔腾")
    (Speaker(name='罗何月明', office='行政长官'), None)
    >>> [read_speaker(words) for words in ("王道乐土建设", "学习县长", "方案", "代表方案", "文化")]
    [None, None, None, None, None]
    """
    words = words.strip(" \t\u3000*#_")
    return named_by(words) if 2 <= len(words) <= 48 else None


@lru_cache(1024)
def named_by(words: str) -> Speaker | None:
    """Whom a few words name."""
    words = SPREAD.sub(lambda found: "".join(found[0].split()), words)
    found = SPEAKER.match(words) or NAMED_FIRST.match(words) or NAMED_BEFORE.match(words)
    if found and is_name(found["name"]):
        office = found["office"]
        return None if office and TELLS.search(office) else Speaker(found["name"], office)
    married = MARRIED.match(words)
    known = married and married["name"][:2] not in NO_NAMES and not NO_NAME.search(married["name"])
    if married and known and not TELLS.search(married["office"]):
        return Speaker(married["name"], married["office"])
    apart = APART.match(words) if len(words.split()) > 1 else None
    if apart and apart["name"][:2] not in NO_NAMES and not NO_NAME.search(apart["name"]) and not TELLS.search(apart["office"]):
        return Speaker(apart["name"], apart["office"])
    only_office = words[-1] in OFFICE_ENDS and ONLY_OFFICE.match(words) and not TELLS.search(words)
    if only_office or FIRST_PERSONS.match(words):
        return Speaker(None, words)
    return None


def is_name(words: str) -> bool:
    """Whether the words have the form of a name and are not a word that begins with a surname.

    >>> [is_name(words) for words in ("王某", "陆 远 舟", "欧阳明", "高度重", "甲·乙丙")]
    [True, True, True, False, True]
    """
    plain = re.sub(r"\s", "", words)
    no_person = plain[:2] in NO_NAMES or plain[1:2] == "氏" or (len(plain) == 3 and plain[2] in PLACES)
    return not no_person and WHOLE_NAME.fullmatch(plain) is not None


def is_speaker(line: str) -> bool:
    """Whether the line is a speaker's name, with or without the office, or several names.

    >>> is_speaker("甲省省长　王　某"), is_speaker("王某、李某"), is_speaker("王道乐土建设"), is_speaker("甲省省长")
    (True, True, False, False)
    """
    if not line or len(line) > 48 or line[-1] in NO_ENDS:
        return False
    found = read_speaker(line)
    if found is None and 0 < line.count("、") < 4:
        return all(WHOLE_NAME.fullmatch(name) and is_name(name) for name in line.split("、"))
    return found is not None and found.name is not None


ORGANS = (
    "中央|[省市县区地旗州]委|党委|党组|纪委|政治局|书记处|军委|军区|常委会?|支部|政府|办公室|委员会|指挥部|司令部|"
    "法院|检察院|妇联|工会"
)
WRITTEN_TO = re.compile(
    rf"(?:[{HAN}、，〔〕0-9]{{0,24}}(?:{ORGANS})|(?!(?:列席|缺席|与会|到会|参加|请假|出席|受表彰|主持|发言|记录))"
    rf"[{HAN}、，〔〕0-9]{{2,30}}(?:[{NUMERALS}两]|诸|各位)?同志)[:：]$"
)


def is_office(line: str) -> bool:
    """Whether the line is an office and no name.

    >>> is_office("甲区区长"), is_office("甲省省长　王　某"), is_office("区长要为民")
    (True, False, False)
    """
    found = read_speaker(line) if len(line) <= 24 and line[-1] not in NO_ENDS else None
    return found is not None and found.name is None


def is_written_to(line: str) -> bool:
    """Whether the line says whom a letter is for.

    >>> [is_written_to(line) for line in ("省委并报中央：", "县委、县政府：", "方晴、林溪两同志：", "发言人：", "列席同志：")]
    [True, True, True, False, False]
    """
    return WRITTEN_TO.match(line) is not None


def speaker_on(twin: str, line: Line) -> tuple[Line, Speaker] | None:
    """The speaker that a short line names, when it holds nothing else but dates, nor words of a site, and where he stands."""
    found = only_speaker(twin[line.start:line.end]) if line.end - line.start <= LONGEST else None
    return found and (Line(line.start + found[0].start, line.start + found[0].end), found[1])


@lru_cache(1024)  # a line of a head is asked by several
def only_speaker(words: str) -> tuple[Line, Speaker] | None:
    """The only speaker among some words, and where he stands in them."""
    if SITE_SHAPES.search(words):
        return None
    edges = [0, *(edge for date in find_dates(words) for edge in date[:2]), len(words)]
    found = [
        (place, read_speaker(words[place.start:place.end]))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for place in trim_pieces(words, start, end)
        if start == 0 or words[place.start] != "于"
    ]
    place, speaker = found[0] if len(found) == 1 else (None, None)
    return (place, speaker) if place and speaker else None


def pieces_of(words: str) -> list[str]:
    """The words between brackets, dashes and signs of markup."""
    return [found[0].strip(" \t\u3000,，、") for found in PIECE.finditer(words)]


def trim_pieces(twin: str, start: int, end: int) -> Iterator[Line]:
    """Where the pieces between brackets and signs stand, without outer spaces and commas; an office may hold brackets."""
    whole = twin[start:end].strip(" \t\u3000,，、\n")
    if "（" in whole[1:] and read_speaker(whole):
        yield Line(begin := twin.index(whole, start), begin + len(whole))
        return
    for found in PIECE.finditer(twin, start, end):
        words = found[0].strip(" \t\u3000,，、\n")
        if strip_signs(words):
            begin = found.start() + found[0].index(words)
            yield Line(begin, begin + len(words))


def strip_signs(words: str) -> str:
    """The words without brackets, dashes, markup, the day of the week and the half of the day."""
    return BESIDE.sub("", words)
