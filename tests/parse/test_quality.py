"""The defects that a text shows are named; a sound text has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.quality import DEFECT_RULES, find_defects, han_share
from schemas.defects import DEFECTS


def test_every_code_is_in_the_table_of_defects_and_in_its_order() -> None:
    order = [list(DEFECTS).index(rule.name) for rule in DEFECT_RULES]
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    "text",
    [
        "在xx书记的讲话中", "投资xxx万元", "x月xx日", "20xx年", "XX镇", "××同志", "第×次", "某□□厂", "请☆书记讲话",
        "**县委", "在**镇和**村", "__年__月", "确保x平安。", "为X、Y之外的X,", "20_年", "第*次会议", "中共 * 市 * 镇",
    ],
)  # fmt: skip
def test_masks_are_found(text: str) -> None:
    assert "masked" in find_defects(text)


@pytest.mark.parametrize(
    "text",
    [
        "做X光检查", "沿x轴", "SpaceX公司", "3×4等于12", "3 × 4", "□是 □否", "☆一等奖", "**同志们**要", "**市委**的要求",
        "taxi", "Xi同志", "iPhoneX发布", "x", "X2型", "○", "5*6", "snake_case", "__init__", "exx中",
        "要用*真心*办事", "这是*张三*同志说的", "张三* 市林业局局长", "2030_年度总结", "*县长*办公室",
        "一九四○年", "二○○○年",
        "0x12",
    ],
)  # fmt: skip
def test_signs_that_are_no_masks(text: str) -> None:
    assert "masked" not in find_defects(text)


@pytest.mark.parametrize(
    "text",
    [
        "同志们:\n今天召开这次会议,主要任务是总结经验,部署工作。\n一、提高认识\n要提高认识,统一思想。\n谢谢大家!",
        "全年生产总值增长5.2%,城镇居民人均可支配收入达 4.1 万元。",
        "各位代表！我们要认真贯彻《中华人民共和国预算法》，坚持“两个务必”。怎么办？要靠大家。",
        "各位，大家辛苦了……今后怎么办?我们要想办法。",
        "",
    ],
)
def test_a_sound_text_has_no_defects(text: str) -> None:
    assert find_defects(text) == ()


def test_the_share_of_han_characters_leaves_out_white_space() -> None:
    assert han_share("加 强\n管理ABCD") == 0.5
    assert han_share(" \n") == 1.0


@given(st.text(), st.text(alphabet="加强管理xX×*_☆□?！。，,%“”《》()（）&;<>{}:[]标签 \n.…略省全文共1字ǐ@wcom麵誌😀锛"))
def test_any_text_has_an_answer_in_the_order_of_the_table(anything: str, likely: str) -> None:
    for text in (anything, likely):
        codes = find_defects(text)
        assert list(codes) == [code for code in DEFECTS if code in codes]
        assert 0.0 <= han_share(text) <= 1.0
