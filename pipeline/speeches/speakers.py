"""Words of a speech's head in; out, whether they are nothing but a speaker: a name, an office, or both. Reads the folded twin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.characters import HAN, NUMERALS
from pipeline.text.dates import find_dates
from pipeline.text.records import Line

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任"
    "姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋甘景单包司"
    "柏宁柯阮桂闵解强柴华车冉房边禾习栗楼连喻褚娄滕简宫蒲冀巫蓝仇沙"
    "闻岑桑尚晏冼饶佘麦邬戚吉敖冷辜粟臧鄢邝郎郁苟卞燕阚亓逯仝"
    "裘厉缪钮嵇荀芮储郜蔺屠卓邰瞿茹寇巩晁鞠竺荆栾尉匡胥"
)
COMPOUND = "欧阳|司马|诸葛|上官|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木|呼延"
NO_NAMES = frozenset(
    re.findall(
        r"\S\S",
        """
方案 方法 方向 方式 方针 方面 方略 高度 高质 高校 高等 高新 高中 高考 高标 文化 文明 文件 文艺 文学 文字 时代 时间 金融 金属 金色
金秋 石油 常识 常务 常委 常规 余地 白天 白色 江山 江河 江西 江苏 马上 马路 马克 田间 田野 万岁 万众 万物 万事 温暖 温馨 程序 任务
任何 任重 任职 路线 路子 路上 安全 安排 安置 安徽 成就 成果 成绩 成功 成立 成长 成为 计划 解放 解决 解读 解说 游戏 游客 司法 严格
严肃 严明 连续 包括 华夏 车间 强化 强国 强调 强军 关于 关键 关注 关心 关爱 关怀 边疆 边境 向前 向上 项目 施工 施政 庄严 齐心 管理
祝愿 祝福 祝贺 祝酒 祝词 祝辞 左右 贺信 贺词 贺辞 贺电 雷锋 单位 房屋 房产 简介 简单 简短 简报 卫生 费用 纪律 纪检 纪念 纪要 沿着
盛大 盛会 童年 蓝图 史料 季度 顾问 范文 范围 范例 夏季 夏天 许多 曾经 何以 何为 何时 于是 周年 周围 周报 陈述 陈词 黄河 黄金 林业
林区 林场 陆地 陆海 毛病 武汉 武装 苏联 谢谢 谢意 毕业 申请 申报 龙头 易于 甘肃 宁夏 阳光 习惯 楼市 辛苦 焦点 项链 欧洲 舒心 童心
闻名 闻知 闻讯 尚未 尚且 吉林 吉祥 吉利 冷静 冷链 郁闷 燕子 麦田 麦收 桑树 桑园 饶有 郎朗
郑州 苏州 徐州 常州 温州 柳州 兰州 章程 章节 莫斯 石家 华盛 席位 位置 管道 查看 查询 连线 司令 沙龙 牛年 马年 龙年 蓝天 强农 文稿
文本 全文 文章 史诗 时政 时讯 时事 金奖 白皮 曲艺 安康 马力 华侨 华人 舒适 路径 景区 景点 车辆 阳历 仇恨
卓越 卓识 储备 储存 储蓄 屠宰 荆棘 厉行 厉害 匡正
""",
    )
)
"""Words that begin with a surname and are no name."""
GAP = r"[ \t\u3000]"
ONE = rf"[{HAN}]"
MASK = r"[×xX＊*某]"
NAME = (
    rf"(?:(?:{COMPOUND}){GAP}*{ONE}(?:{GAP}*{ONE})?|[{SURNAMES}]{GAP}*(?:{MASK}{{1,2}}|{ONE}(?:{GAP}*{ONE})?)|{MASK}{{2,3}}|"
    rf"{ONE}{{1,6}}(?:[·•‧]{ONE}{{1,8}}){{1,3}})"
)
PIECE = re.compile(r"[^（）()〔〕【】\[\]—－─━–―*_#>|]+")
LONGEST = 60  # code points of a line that may be a speaker
PLACES = "省市县区镇乡村局厂校院部厅处委"  # 白石县: what ends so is no name of three characters
NO_ENDS = frozenset("。！？；：，、!?;:,.…”")  # what no name and no office ends with
WHOLE_NAME = re.compile(NAME)
OFFICES = (
    "主席|总统|书记|支书|总理|省长|市长|县长|区长|镇长|乡长|州长|旗长|盟长|村长|组长|部长|局长|厅长|"
    "司长|署长|处长|科长|所长|院长|庭长|检察长|校长|园长|馆长|行长|会长|理事长|董事长|"
    "董事|社长|台长|站长|队长|班长|连长|营长|团长|旅长|师长|军长|舰长|船长|厂长|矿长|场长|秘书长|委员长|议长|司令员?|政委|参谋长|主任|主任委员|委员|"
    "委员|总裁|总经理|经理|总监|总工程师|首席执行官|执行官|创始人|创办人|总编辑|总编|总书记|大使|公使|领事|代表|专员|召集人|发言人|大法官|"
    "法官|检察官|律师|教授|院士|博士|研究员|专家|工程师|医生|老师|行政长官|特首|首长|长官|司司长|议员|主教|大师|先生|女士|小姐|阁下"
)
OFFICE = rf"[{HAN}0-9A-Za-z、（）()×xX·“”\-]{{0,36}}?(?:{OFFICES})(?:[（(][^（）()]{{1,8}}[)）])?"
CLASS = rf"[{HAN}0-9]{{0,8}}(?:年级|[高初大][一二三])[（(]?[0-9{NUMERALS}]{{1,3}}[）)]?班"
SPEAKER = re.compile(
    rf"(?:(?P<office>{CLASS}|{OFFICE})(?:{GAP}|[:：、])*)?(?P<name>{NAME})(?:同志|{GAP}*(?:先生|女士|教授|院士|博士|主席|议员|委员|校长|阁下))?$"
)
NAMED_FIRST = re.compile(rf"(?P<name>{NAME})(?:{GAP}+|[，,]{GAP}*)(?P<office>{OFFICE})$")
APART = re.compile(rf"(?P<office>{OFFICE}){GAP}+(?P<name>{ONE}{GAP}*{ONE}(?:{GAP}*{ONE})?)$")
"""Of any surname: 车间主任　铁牛."""
NO_NAME = re.compile("讲话|发言|致[辞词]|演[讲说]|报告|总结|寄语|谈话|主持|祝[辞词]|代表|"
                     "先生|女士|同志|各位|你们|大家|[在的和与及致]")
ONLY_OFFICE = re.compile(rf"{OFFICE}$")
FIRST_PERSONS = re.compile(
    r"(?:优秀|新|全体|获奖|毕业|先进|参会|党员|青年|在校|入党|退休|企业|村|县|市|区|镇|校|省|全国|行业|家庭)*(?:学生|教师|老师|家长|新生|毕业生|校友|员工|职工|干部|"
    r"党员|嘉宾|来宾|选手|学员|志愿者|企业家|团员|少先队员|劳模|民警|医务人员|护士|客户|村民|群众)(?:代表|家长|会长)$"
)
# What goes before an office when the words are no office: 学习县委书记在全会上的讲话, 县长与市民.
TELLS = re.compile(
    "学习|贯彻|落实|传达|关于|对|把|请|让|写给|献给|解读|领会|重温|聆听|听|观|读|转发|印发|整理|热议|精神|如何|怎样|怎么|做|当好|(?<!新)当选|"
    f"希望|要求|强调|指出|会见|接受|陪同|出席|主持|在|与|向|给|为了|的|是|第[{NUMERALS}0-9]+[篇次届]|^[{NUMERALS}0-9]+[、.．]|讲话|发言|致辞"
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
    >>> read_speaker("车间主任　铁牛"), read_speaker("校长　致辞")
    (Speaker(name='铁牛', office='车间主任'), None)
    >>> [read_speaker(words) for words in ("王道乐土建设", "学习县长", "方案", "代表方案", "文化")]
    [None, None, None, None, None]
    """
    words = words.strip(" \t\u3000*#_")
    return named_by(words) if 2 <= len(words) <= 48 else None


@lru_cache(1024)
def named_by(words: str) -> Speaker | None:
    """Whom a few words name."""
    found = SPEAKER.match(words) or NAMED_FIRST.match(words)
    if found and is_name(found["name"]):
        office = found["office"]
        return None if office and TELLS.search(office) else Speaker(found["name"], office)
    apart = APART.match(words)
    if apart and apart["name"][:2] not in NO_NAMES and not NO_NAME.search(apart["name"]) and not TELLS.search(apart["office"]):
        return Speaker(apart["name"], apart["office"])
    if (ONLY_OFFICE.match(words) and not TELLS.search(words)) or FIRST_PERSONS.match(words):
        return Speaker(None, words)
    return None


def is_name(words: str) -> bool:
    """Whether the words have the form of a name and are not a word that begins with a surname.

    >>> [is_name(words) for words in ("王某", "陆 远 舟", "欧阳明", "高度重", "甲·乙丙")]
    [True, True, True, False, True]
    """
    plain = re.sub(r"\s", "", words)
    return plain[:2] not in NO_NAMES and not (len(plain) == 3 and plain[2] in PLACES) and WHOLE_NAME.fullmatch(plain) is not None


def is_speaker(line: str) -> bool:
    """Whether the line is a speaker's name, with or without the office.

    >>> is_speaker("甲省省长　王　某"), is_speaker("王某"), is_speaker("王道乐土建设"), is_speaker("甲省省长")
    (True, True, False, False)
    """
    found = read_speaker(line) if len(line) <= 48 and line[-1] not in NO_ENDS else None
    return found is not None and found.name is not None


def speakers_of(twin: str, line: Line, site: re.Pattern[str]) -> Iterator[tuple[Line, Speaker]]:
    """The pieces of a short line that are speakers, when it holds nothing else but dates, nor words of a `site`."""
    if line.end - line.start > LONGEST or site.search(twin, *line):
        return
    edges = [line.start, *(edge for date in find_dates(twin, *line) for edge in date[:2]), line.end]
    found = [
        (place, read_speaker(twin[place.start:place.end]))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for place in trim_pieces(twin, start, end)
        if start == line.start or twin[place.start] != "于"
    ]
    if len(found) == 1 and found[0][1]:
        yield found[0][0], found[0][1]


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
    return re.sub(r"[（）()〔〕【】\[\]—－─━–―\-*_#>|\s,，、。]|星期.|周[一二三四五六日]|[上下]午|晚上?$|于$|讲$", "", words)
