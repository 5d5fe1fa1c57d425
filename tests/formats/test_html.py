"""HTML to lines: everything visible, in document order, nothing else."""


import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.formats.html import UNSEEN, Markup, read_html
from tests.tools.properties import examples

LINES = [
    ("<p>同志们:</p><p>开会</p>", "同志们:\n开会"),
    ("一<br>二<BR/>三<hr>四", "一\n二\n三\n四"),
    ("<div>一<div>二</div>三</div>四", "一\n二\n三\n四"),
    ("<ul><li>一<li>二<ul><li>三</ul></ul>", "一\n二\n三"),
    ("<dl><dt>甲<dd>乙</dl>", "甲\n乙"),
    ("<b>一、</b>提高<i>认识</i>。", "一、提高认识。"),
    ("<p>  一 \n\t 二  </p>", "一二"),  # the source breaks its line in Chinese text: no space
    ("<p>a\nb 一  二\na</p>", "a b 一 二 a"),
    ("<p>今<b>\n天</b></p>", "今天"),
    ("<p>\u3000\u3000同志们&nbsp;&nbsp;好</p>", "\u3000\u3000同志们\u00a0\u00a0好"),
    ("<pre>  一\n\n  <b>二 二</b>\n</pre>三", "  一\n\n  二 二\n三"),
    ("<div style='white-space: pre-wrap'>一\n 二</div>", "一\n 二"),
    ("<table><tr><td>甲</td><td>1</td></tr><tr><th>乙<th>2</table>", "甲\t1\n乙\t2"),
    ("<table><tr><td><p>甲</p></td><td><p>1</p></td></tr></table>", "甲\t1"),
    ("<table><tr><td>目录<br>更多</td><td><p>同志们:</p><p>开会</p></td></tr></table>", "目录\n更多\n同志们:\n开会"),
    ("<table><tr><td>左<td><table><tr><td>甲<td>1</table></table>", "左\n甲\t1"),
    ("<table>一<tr><td>二</table>三", "一\n二\n三"),
    ("&lt;一&gt; &amp;nbsp; &#20108; &hellip;", "<一> &nbsp; 二 …"),
    ("一<script>alert('二')</script><style>三</style><!-- 四 --><template>五</template>六", "一六"),
    ("<title>一</title><p>二", "二"),
    ("<p hidden>一</p><p style='color:red; DISPLAY : none'>二</p><p style='visibility:hidden'>三</p><p>四", "四"),
    ("<p style='display:none'>一<b>二</b><p style='display:block'>三", "三"),
    ("<body style='display:none'><p>一", "一"),
    ("<noscript><p>一</p></noscript>二", "一\n二"),
    ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字", "漢字"),
    ("<p>一<p>二</div></span></p>三<b>四", "一\n二\n三四"),
    ("<p>一 < 二 & 三 <四", "一 < 二 & 三 <四"),
    ("<select><option>一<option>二</select><button>三</button><textarea>四\n五</textarea>", "一\n二\n三\n四\n五"),
    ("<svg><title>一</title><text>二</text></svg>", "二"),
    ("", ""),
    ("<p> </p>", ""),
]


@pytest.mark.parametrize(("source", "text"), LINES)
def test_lines(source: str, text: str) -> None:
    assert read_html(source)[0] == text


SEEN = [
    ("<p>一<span style='font-size:0px'>x</span>二<font style='FONT-SIZE: 1px'>x</font>三", "一二三"),
    ("<div style='font-size:0'>x<span style='font-size:14px'>一</span><span class=a>二</span></div>", "一二"),
    ("<p>一<b style='color:green;background:yellow'>二</b><b style='color:#fefefe'>x</b><b style='color:#ddd'>三</b>", "一二三"),
    ("<p>一<b style='position:absolute;clip: rect(0, 0, 0, 0)'>x</b><b style='clip-path:inset(50%)'>x</b>二", "一二"),
    ("<p>一<b style='transform: scale(0)'>x</b><b style='opacity:1%'>x</b><b style='transform:scale(0.5)'>二</b>", "一二"),
    ("<p>一<span style='opacity:0'>x</span><i style='opacity: 0.5'>二</i>", "一二"),
    ("<div style='visibility:hidden'>x<b style='visibility:visible'>一</b><i class=a>x</i></div>", "一"),
    ("<p style='position:absolute;left:-9999px'>x</p><p style='position:absolute;left:9px'>一", "一"),
    ("<p style='width:1px;height:1px;overflow:hidden'>x</p><p style='overflow:hidden;height:1%'>一", "一"),
    ("<p>一<span style='color:#FFFFFF'>x</span>二<font color=white>x</font>三", "一二三"),
    ("<link rel=stylesheet href=a.css><p>一<font color=white>x</font></p><h1 style='color:#fff'>二", "一\n二"),
    ("<table bgcolor=#fff><tr><td>一<font color='#fff'>x</font><td bgcolor=navy><font color=white>二", "一\t二"),
    ("<div style='background:rgb(9, 9, 9)'>一<p style='color:#090909'>x</p><p style='color:#fff'>二", "一\n二"),
    ("<p>一<font color='#00000'>二</font><b style='color:#gg0000'>三</b><b style='color:rgba(0,0,0,0..5)'>四</b>", "一二三四"),
    ("<p>一<b style='color:#ffffff80'>x</b><b style='color:#1230'>x</b><b style='color:#333c'>二</b>", "一二"),
    ("<link rel=stylesheet href=a.css><p>一<font color='#00000'>二</font><b style='font-weight:²'>三</b>", "一二三"),
    ("<p style='background:#0000000;color:#fff'>一<p style='background:url(white.jpg);color:#fff'>二", "一\n二"),
    ("<p style='background:rgba(0,0,0,.05);color:#000'>一<p style='background:linear-gradient(#000,#fff)'>二", "一\n二"),
    ("<div style='color:transparent'>x<b style='background:red'>x</b></div><p style='font-size:1vw'>一", "一"),
    ("<body bgcolor=#000080 text=#FFFFFF><p>一<font color=#FFFFFF>二</font><font color=#000080>x", "一二"),
    ("<body style='background-color:#036;color:#036'><p>一<p style='color:white'>二<p style='color:#036'>x", "一\n二"),
    ("<body background=dark.jpg><p>一<font color=white>二</font>", "一二"),
    ("<style>body{background:#000}</style><body text=white><p>一<font color=white>二</font>", "一二"),
    ("<div id=js_content style='visibility: hidden; opacity: 0'><p>一", "一"),
    ("<style>.x{display:none} #y{font-size:0}</style><p>一一一<b class=x>x</b>二<i id=y>x</i>三", "一一一二三"),
    ("<style>/*.a{}*/p.x,.z{opacity:0}.y{visibility:hidden}</style><p>一一<p class='b x'>x<p class=y>x<p><i>二", "一一\n二"),
    ("<style>.x{display:none}.x{display:block}.y:hover{display:none}@media print{.z{display:none}}</style><p>一"
     "<p class=x>二<p class=y>三<p class=z>四", "一\n二\n三\n四"),
    ("<style>.x{display:none}</style><p>一一<i class=x style='display:inline'>二</i><i class=x>x</i>", "一一二"),
    ("<style>.-1col,.“a,.—x,.²{display:none}.-x{display:none}</style><p class=“a>一一<p class=-x>x", "一一"),
    ("<style>.c>.t{display:none}.c>.on{display:block}</style>一<div class=c><p class='t on'>二<p class=t>x", "一\n二"),
    ("<style>.x.y{display:block}.x{display:none}p.z{display:block}.z{display:none}</style>一一<p class='x y'>二<p class=x>x"
     "<p class=z>三<b class=z>x", "一一\n二\n三"),
    ("<style>.x{display:none}@media (min-width:9px){.x{display:block}}.y{display:none}@media (max-width:9px){.y{display:block}}"
     "</style>一一<p class=x>二<p class=y>x", "一一\n二"),
    (r"<style>.h{display:none}@media(min-width:9em){.m\:b{display:block}}.p{display:none}p.p:not(.a,.b)[c]{display:block}"
     r".q{display:none}.q:hover{display:block}</style>一一<p class='h m:b'>二<p class=p>三<p class=q>x", "一一\n二\n三"),
    ("<style>.x{display:none!important}</style>一一<p class=x style='display:block'>x"
     "<p style='display:none!important;display:block'>x<p class=x style='display:block!important'>二", "一一\n二"),
    ("<style><!-- .x{position:absolute;left:-999em}.y{width:1px;height:1px;overflow:hidden} --></style>一一一一<p class=x>x"
     "<p class=y>x", "一一一一"),
    ("<style media=print>.x{display:none}</style><style media='screen,tv'>.y{display:none}</style>一<p class=x>二<p class=y>x",
     "一\n二"),
    ("<style>.x{display:none}" + "".join(f".a{n} .x{{display:block}}" for n in range(200)) + "</style>一<p class=x>二", "一\n二"),
    ("<style>#js_content,.x{visibility:hidden}</style><div id=js_content><p>一二三</div><p class=x>x", "一二三"),
    ("<style>.x{opacity:0}</style><p>一<div class=x>二二二二</div>", "一\n二二二二"),
    ("<style>@media screen{.x{display:none}}@media (max-width:9px){.y{display:none}}.z p > i.w{display:none}</style><p>一一一"
     "<i class=x>x</i><i class=y>二</i><i class=w>三</i><div class=z><p>四<i class=w>x", "一一一二三\n四"),
    ("<p>&amp;ldquo;一&amp;rdquo;&amp;hellip;&amp;#8220;二&amp;lt;br&amp;gt;", "“一”…“二&lt;br&gt;"),
    ("<p aria-hidden=true>一</p><p hidden=''>x", "一"),
    ("一<dialog>x</dialog><dialog open>二</dialog><div popover>x</div><nav layout=nodisplay>x</nav>", "一\n二"),
    ("<epub:switch><epub:case required-namespace=m>x</epub:case><epub:default>一</epub:default></epub:switch>", "一"),
    ("<div>一<p>二</div><noscript>一<br> 二</noscript><noscript><img></noscript><noscript>二<br>三</noscript>", "一\n二\n二\n三"),
    ("<ruby>造<rt>zào</rt>林<rt>lín</rt></ruby><ruby>會<rp>(</rp><rt>ㄏㄨㄟˋ</rt><rp>)</rp></ruby>", "造林會"),
]


@pytest.mark.parametrize(("source", "text"), SEEN)
def test_what_a_browser_does_not_show_is_left_out(source: str, text: str) -> None:
    assert read_html(source).text == text


XHTML = [
    ("<p>一<object data='x'/>二</p><video src='x'/><audio/><p>三</p><o:p/><rt/><TITLE/><noembed />四", "一二\n三\n四"),
    ("<h2/><br/>一<hr /><source/><a href=/x/>二</a>", "一\n二"),
    ("<p><![CDATA[一 <要> &amp; ]二]]]></p>", "一 <要> &amp; ]二]"),
    ("<style>/*<![CDATA[*/ p > .x{display:none} /*]]>*/</style><p>一一<b class='x'>x</b></p>"
     "<script>//<![CDATA[\n1<2//]]></script>", "一一"),
]


@pytest.mark.parametrize(("source", "text"), XHTML)
def test_xhtml_is_read_as_xml_has_it(source: str, text: str) -> None:
    flow = read_html(f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{source}</body></html>')
    assert (flow.text, flow.cues) == (text, ())


@pytest.mark.parametrize("piece", ["<![CDATA[", "<a ", "<" + "a" * 9, "a]]", "<noscript>字<div>", "<![CDATA[]", "<a '"])
def test_xhtml_that_does_not_end_is_read_in_time(piece: str) -> None:
    read_html("<?xml version='1.0'?>" + piece * 9000)


CUES = [
    ("<h1>甲</h1><h2> 乙<br>丙</h2><p>丁", ["heading 1 甲", "heading 2 乙", "heading 2 丙"]),
    ("<ol><li>甲<li><p>乙<p>丙</ol><ul><li>丁</ul>", ["item 1 1 甲", "item 1 2 乙"]),
    ("<ol start=3 type=a><li>甲<li value=7>乙<li>丙</ol>", ["item 1 3 甲", "item 1 7 乙", "item 1 8 丙"]),
    ("<ol reversed><li>甲<li>乙</ol>", ["item 1 2 甲", "item 1 1 乙"]),
    ("<ol><li>甲<ol><li>乙<li>丙</ol><li>丁</ol>", ["item 1 1 甲", "item 2 1 乙", "item 2 2 丙", "item 1 2 丁"]),
    ("<ol><li><ol><li>甲</ol></ol>", ["item 1 1 甲", "item 2 1 甲"]),
    ("<ol><li style='display:none'>x<li><li>甲</ol>", ["item 1 2 甲"]),
    ("<ol style='list-style:none'><li>甲<ol><li>乙</ol></ol>", ["item 2 1 乙"]),
    ("<ol><li>甲<ul><li>乙</ul></ol>", ["item 1 1 甲"]),
    ("<p><strong>甲</strong><p>乙<b>丙</b>丁戊", ["bold 0 甲"]),
    ("<p>\u3000<b>甲</b> <b>乙</b><p>丙丁戊己庚", ["bold 0 甲 乙"]),
    ("<p style='font-weight:700'>甲<p><b style='font-weight:normal'>乙</b>丙丁", ["bold 0 甲"]),
    ("<b><p>甲<p>乙", []),
    ("<h2><b>甲</b></h2>乙丙", ["heading 2 甲"]),
    ("<table><tr><td>一<td><b>甲</b></table>乙丙", ["bold 0 甲"]),
]


@pytest.mark.parametrize(("source", "cues"), CUES)
def test_what_the_markup_says_of_lines(source: str, cues: list[str]) -> None:
    text, _markup, found = read_html(source)
    said = [" ".join(map(str, (c.kind, c.level, *[c.number] * (c.number is not None), text[c.start : c.end]))) for c in found]
    assert said == cues


SAID = [
    ("<title>讲话稿 (3篇)\n </title><h1>一</h1>", Markup(title="讲话稿 (3篇)")),
    ("<h1>讲话<b>稿</b></h1>", Markup(title="讲话稿")),
    ("<meta property='og:title' content='甲'><title>甲_某站</title>", Markup(title="甲")),
    ("<META NAME=articletitle CONTENT=甲><META NAME=PubDate CONTENT='2021-03-04 10:20'>", Markup("甲", "2021-03-04 10:20")),
    ("<meta property='article:published_time' content='2021-03-04T10:20:30+08:00'>", Markup(None, "2021-03-04T10:20:30+08:00")),
    ("<time datetime='2021-03-04' itemprop=datePublished>昨天</time>", Markup(published="2021-03-04")),
    ("<meta name=Author content=文秘><link rel=canonical href=http://example.org/>", Markup(None, None, "文秘", "http://example.org/")),
    ("<meta name=author content=' '><title></title>", Markup()),
]  # fmt: skip


@pytest.mark.parametrize(("source", "markup"), SAID)
def test_what_the_markup_says(source: str, markup: Markup) -> None:
    assert read_html(source)[1] == markup


PIECES = st.sampled_from((
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<br>", "<ul><li>", "</ul>",
    "<pre>", "</pre>", "<h1>", "</span>", "<!--x-->", "<select>", "<option>", "<svg>", "</svg>", "<title>x</title>", "<form>",
    "<![CDATA[x]]>", "</", "<", "&amp;", "&#20008;", "<script>x</script>", "a", "一", "“", "、", "\x00", "<a href='x'>", "</a>",
    "<p hidden>", "<td style='display:none'>", "二 ", " 三", "\n", "\u3000", "\u00a0",
))  # fmt: skip


@examples(400)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_markup_however_broken_loses_visible_text(source: str) -> None:
    root = LexborHTMLParser(source).root
    assert without_spaces(read_html(source)[0]) == without_spaces("" if root is None else visible(root))


def visible(node: LexborNode) -> str:
    """Every visible text node below a node, put together: the plainest way to say it."""
    if node.is_text_node:
        return node.text_content or ""
    style = (node.attributes.get("style") or "") if node.is_element_node else ""
    if not node.is_element_node or node.tag in UNSEEN or "hidden" in node.attributes or "none" in style:
        return ""
    return "".join(visible(child) for child in node.iter(include_text=True))


def without_spaces(text: str) -> str:
    """The text less HTML's white space."""
    return text.translate(dict.fromkeys(map(ord, " \t\n\f\r")))


@pytest.mark.slow
def test_a_page_of_5_mb_is_read_whole() -> None:
    paragraph = "<p class='x'>" + "我们要<b>坚持</b>改革开放，\n" * 10 + "<br>第二行&nbsp;</p>\n"
    source = paragraph * (5_000_000 // len(paragraph.encode()))
    text, _markup, _cues = read_html(source)
    assert text.count("坚持") == source.count("坚持")


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a>", "<font>", "<p>", "<span hidden>"])
def test_elements_may_nest_thousands_deep(tag: str) -> None:
    text, _markup, _cues = read_html((tag + "字") * 5000)
    assert text.count("字") == (0 if "hidden" in tag else 5000)
