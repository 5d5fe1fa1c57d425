"""Every row of the title shapes and of the furniture reads its example and leaves its counter-example alone."""

import pytest

from pipeline.lines.furniture import read_furniture
from pipeline.lines.titles import declared_count, title_key
from pipeline.speeches.likeness import alike


@pytest.mark.parametrize(
    "line",
    [
        "各位代表、同志们，今天我们在这里开会。", "下面，我讲几点意见。", "一、认真总结经验",
        "大力发展农业", "全面落实责任", "上一年的工作很有成效。",
        "时间不等人，机遇不等人。", "相关部门要密切配合。", "收藏文物三百件",
        "关闭煤矿三座", "附近的村庄也要修渠。", "注意安全",
        "名词很多", "本文件从今天起执行。", "下载应用的农户有三百家",
        "评论要客观", "全文如下：", "分享经验、共同进步",
        "小编织户也富起来了", "更多群众受益", "附加值稳步提升",
        "【大会发言】", "保存完好", "时间紧",
        "来源可靠",
    ],
)
def test_a_line_of_a_speech_is_no_furniture(line: str) -> None:
    assert read_furniture(line) is None


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("在植树会上的讲话大全(15篇)", 15), ("在植树会上的讲话(18篇)(完整)", 18),
        ("在植树会上的讲话【通用三篇】", 3), ("植树讲话(精选31篇)", 31),
        ("植樹講話(匯總12篇)", 12), ("植树讲话汇编(6篇)", 6),
        ("植树讲话(共3篇)", 3), ("植树讲话8篇", 8),
        ("植树讲话", None), ("植树讲话 篇3", None),
        ("2031年植树讲话", None), ("第3篇 在植树会上的讲话", None),
    ],
)
def test_the_declared_count_is_read_from_the_page_title(title: str, count: int | None) -> None:
    assert declared_count(title) == count


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("在植树会议上的讲话", "最新植树会议上讲话(精选3篇)", True), ("在植树会议上的讲话 篇2", "在植树会议上的讲话", True),
        ("在植树会议上的讲话", "秋收要点", False),
    ],
)
def test_titles_are_compared_by_their_words(one: str, other: str, same: bool) -> None:
    assert alike(title_key(one), title_key(other)) is same
