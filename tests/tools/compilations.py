"""Gold speeches in; out, compilation pages made of them, with gold: heads, headings and tails as sites write them, all invented.

    python -m tests.tools.compilations FOLDER [COUNT [SEED]]        writes FOLDER/pages and FOLDER/gold
    python -m tests.tools.gold --folder FOLDER [--show N]           scores them

No two pages have the same style by design: what is measured is whether a page of another site would be read.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from pipeline.formats.decoding import one_line_end
from tests.tools.gold import SETS

Json = dict[str, Any]
NUMERALS = "一二三四五六七八九十"
PLACES = ("全县", "全市", "全区", "全乡", "集团公司", "学校", "街道", "开发区")
TOPICS = (
    "春季植树",
    "安全生产",
    "防汛抗旱",
    "护河治水",
    "乡村振兴",
    "招商引资",
    "教育教学",
    "干部作风",
    "基层党建",
    "项目建设",
    "粮食收购",
    "森林防火",
)
MEETINGS = ("工作会议", "动员大会", "推进会", "座谈会", "表彰大会", "总结会", "部署会", "现场会")
KINDS = ("讲话", "讲话稿", "发言", "发言稿", "致辞", "讲话材料")
SITES = ("文秘驿站", "好文汇", "材料铺子", "写作角", "公文小屋")
NUMBERED = (
    "{title}篇{n}",
    "{title} 篇{n}",
    "篇{n}:{title}",
    "篇{c}：{title}",
    "第{n}篇 {title}",
    "第{c}篇:{title}",
    "{title}({n})",
    "{title}（{c}）",
    "{title}{n}",
    "【篇{n}】{title}",
    "{title}【{n}】",
    "范文{c}：{title}",
    "{n}、{title}",
    "{title}(第{n}篇)",
    "{title} 第{n}篇",
    "({c}){title}",
    "{key}篇{n}",
    "{key} {n}",
    "{key}范文{n}",
    "第{c}篇",
    "篇{n}",
    "【第{n}篇】",
    "{key}(篇{n})",
    "{key}-篇{c}",
    "№{n} {title}",
    "{n}.{title}",
)
PLAIN = ("{title}", "★{title}", "■ {title}", "《{title}》", "【{title}】", "{title}：")
HEADS = (
    ("首页 > 范文 > 讲话 > 正文",),
    ("您的位置:{site} > 讲话致辞 > 列表",),
    ("{site}", "{site}首页", "搜索", "登录 注册"),
    ("当前位置：首页>工作文档>讲话稿",),
    (),
    ("分享到", "收藏本页"),
    ("A+ A-", "上传人:小文 文档编号:88231"),
)
BYLINES = (
    "时间:2031-05-06 08:30:21 作者:小禾",
    "发布时间：2031/5/6 来源：网络",
    "更新:2031年5月6日 | 编辑:阿青",
    "2031-05-06",
    "浏览量:1203次",
    "",
    "作者：佚名　来源：本站整理　点击数：88",
)
BLURBS = (
    "讲话稿是人们在工作和生活中常用的一种文体。那么一般讲话稿是怎么写的呢?下面是小编整理的{key},希望对大家有所帮助。",
    "在现实生活中，我们用到讲话稿的地方越来越多。你知道{key}怎么写吗？以下内容供您参考，欢迎阅读。",
    "以下是为大家收集的{key}，仅供参考，大家一起来看看吧。",
    "【导语】{site}为您准备了{key}，一起看看吧！",
    "",
)
TAILS = (
    ("上一篇:护林员心得", "下一篇:没有了", "相关文章", "护林员年度小结", "春耕生产简报", "植树活动方案"),
    ("【{key}】相关文章：", "1.防汛值班表 03-02", "2.护河倡议书 04-11", "3.春耕简报 05-01"),
    ("以上就是{key}的全部内容，希望能帮到您。", "本文来源网络，如有侵权请联系删除", "热门推荐", "植树总结", "护河日志"),
    ("本文地址：http://example.invalid/a/1.html", "Copyright 2031 {site} All Rights Reserved"),
    ("{site}", "返回顶部"),
    (),
    ("标签: 讲话 范文", "猜你喜欢", "换一批", "为您推荐", "植树节的由来", "护河员的一天"),
    ("- 全文完 -", "下载本文档", "分享 收藏 举报"),
    ("{site}手机版", "扫码关注我们", "阅读下一篇", "关于我们 | 联系方式"),
)


class Speech(NamedTuple):
    """The text of a gold speech behind its title, and its sections with offsets into that text."""

    text: str
    sections: list[Json]


def read_speeches() -> list[Speech]:
    """The gold speeches that have sections of their own and more than a few lines."""
    found = []
    for name in ("corpus", "long", "genres", "samples"):
        pages, golds = SETS[name]
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            page = pages / gold["file"]
            if page.suffix != ".txt" or gold.get("boundaries_only") or path.stem.startswith("compilation") or not page.exists():
                continue
            text = one_line_end(page.read_bytes().decode("utf-8-sig", "ignore"))
            if len(text) == gold["chars"]:
                found += [speech for one in gold["speeches"] if (speech := cut(text, one)) is not None]
    return found


def cut(text: str, gold: Json) -> Speech | None:
    """One speech as it is joined into pages; None for what is too short, or would be a page by itself."""
    start = gold["title_end"] + len(text[gold["title_end"] :]) - len(text[gold["title_end"] :].lstrip())
    body = text[start : gold["body_end"]]
    if not 300 < len(body) < 20_000 or body.count("\n") < 4 or "　　" in body.replace("\n　　", ""):
        return None
    sections = []
    for section in gold["sections"]:
        moved = dict(section)
        for key in ("start", "heading_end", "parent"):
            moved[key] = None if section[key] is None else section[key] - start
        sections.append(moved)
    return None if any(section["start"] < 0 for section in sections) else Speech(body, sections)


def make_page(speeches: list[Speech], random: Random) -> tuple[str, list[Json]]:
    """One page and the gold of its speeches."""
    place, topic, kind = random.choice(PLACES), random.choice(TOPICS), random.choice(KINDS)
    words = {"site": random.choice(SITES), "key": f"{place}{topic}{kind}"}
    style = random.choice(NUMBERED) if random.random() < 0.75 else random.choice(PLAIN)
    glued, filler = random.random() < 0.12, random.random() < 0.2
    many = len(speeches)
    count = random.choice((f"({many}篇)", f"（精选{many}篇）", f"大全({many}篇)", "", "集锦", f"{many}篇"))
    lines = [line.format(**words) for line in random.choice(HEADS)] + [words["key"] + count]
    lines += [line.format(**words) for line in (random.choice(BYLINES), random.choice(BLURBS)) if line]
    titles = [make_title(random, topic, kind) for _speech in speeches]
    if random.random() < 0.15:
        lines += ["目录", *titles]
    text, gold = "\n".join(lines) + "\n", []
    for number, (title, speech) in enumerate(zip(titles, speeches, strict=True), start=1):
        head = style.format(title=title, n=number, c=NUMERALS[number - 1], **words)
        start = len(text)
        between = "" if glued else "\n下面是小编为大家整理的,供大家参考。\n" if filler else "\n"
        body = start + len(head) + len(between)
        text += head + between + speech.text + "\n"
        sections = [move(section, body) for section in speech.sections]
        gold.append({"start": start, "title_end": start + len(head), "body_end": body + len(speech.text), "sections": sections})
    return text + "\n".join(line.format(**words) for line in random.choice(TAILS)) + "\n", gold


def make_title(random: Random, topic: str, kind: str) -> str:
    """A title of one speech."""
    if random.random() < 0.4:
        return f"{random.choice(PLACES)}{topic}{random.choice(MEETINGS)}{kind}"
    return f"在{random.choice(PLACES)}{topic}{random.choice(MEETINGS)}上的{kind}"


def move(section: Json, by: int) -> Json:
    """A section in offsets of the page."""
    return section | {key: None if section[key] is None else section[key] + by for key in ("start", "heading_end", "parent")}


def main(folder: Path, count: int, seed: int) -> None:
    """Write pages and gold."""
    speeches, random = read_speeches(), Random(seed)
    for name in ("pages", "gold"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text, gold = make_page(random.sample(speeches, random.randint(2, 6)), random)
        name = f"made_{seed}_{number:03d}"
        (folder / "pages" / f"{name}.txt").write_text(text, encoding="utf-8")
        facts = {"file": f"{name}.txt", "sha256": sha256(text.encode()).hexdigest(), "chars": len(text), "speeches": gold}
        (folder / "gold" / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    print(f"{count} pages of {len(speeches)} speeches in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
