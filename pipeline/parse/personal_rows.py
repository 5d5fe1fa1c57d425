"""The kinds of personal data, a row each: hint, pattern, texts that hold one and texts that hold none of it.

A hint is what no text is without that holds the datum; rows share them where they can, as each costs a look through the page.
Patterns are read in texts whose full-width characters are plain ones.
What no checksum and no prefix proves takes a word before it that says what it is: 护照, 驾驶证, QQ.
"""

from pipeline.text.characters import COUNTING, HAN, NUMERALS

DIGIT_GAP = "[ -]?"  # what people write between digits
GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3), (7, 4), (1,) * 11})
"""How many digits of a mobile number stand together."""
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
CHECK_DIGITS = "10X98765432"
FREE = r"(?<![\dA-Za-z.])"  # not inside a longer number or a word
DONE = r"(?![\dA-Za-z]|\.\d)"
IS = r"\(?(?:号码|编号|证号|账号|帐号|卡号|ID|id|码|号)?[ 为是:()]{0,3}"  # between the word that says what it is and the datum
CALL = "(?:电话|传真|座机|固话|热线)"
CITY = r"(?:10|2\d|[3-9]\d\d)"
LINE = r"[2-8]\d{2,3}[ -]?\d{4}(?:(?:转|-)\d{1,5})?"
FIGURES = "[0-9Xx]"
DIGITS = "[0-9](?:[ .-]?[0-9]){6}"
FEWER_DIGITS = f"[0-9](?:[ .-]?{FIGURES}){{4}}"  # where a word stands before them
CAPITALS = "[A-Z][ ·•.-]{0,2}[A-Z]{0,4}[ -]?[0-9]"
NET_ADDRESS = "[.:-](?:(?<=[0-9].)[0-9]{1,3}[.][0-9]|(?<=:)[0-9A-Fa-f]{0,4}:|[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-])"
SITES = (r"weibo\.(?:com|cn)/(?:u/|n/)?|github\.com/|(?:twitter|facebook|instagram)\.com/|t\.me/|zhihu\.com/people/"
         r"|douban\.com/people/|space\.bilibili\.com/|linkedin\.com/in/|douyin\.com/user/|xiaohongshu\.com/user/profile/")
LICENCE = "执业证|资格证|职业证|毕业证|学位证|记者证|导游证|工作证|学生证|学籍|警官证"
PROVINCE = ("(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
            "云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)")
AREA = rf"[{HAN}]{{1,8}}?(?:街道|镇|乡|省|自治区|特别行政区|市|自治州|州|盟|区|县|旗)"
STREET = rf"[{HAN}]{{1,10}}?(?:路|街|大道|巷|弄|胡同|里|村|社区|小区|花园|新村|苑|庄|屯)"
NUMBER = rf"[\d{COUNTING}]{{1,5}}"
VILLAGE = rf"[{HAN}]{{0,8}}?[村庄屯寨坝]第?{NUMBER}(?:村民小?)?组(?:{NUMBER}号)?"
ROOM = rf"(?:[ ,]?[\dA-Za-z{NUMERALS}]{{1,5}}(?:-\d{{1,4}}){{0,2}}(?:号楼|栋|幢|座|单元|楼|层|室|房|户|号)){{0,4}}"

ROWS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    # Region 1-8, a date of birth, a serial number and a check digit; not any document number of 18 digits.
    ("id_number", DIGITS, rf"{FREE}(?P<datum>[1-8](?:{DIGIT_GAP}\d){{16}}{DIGIT_GAP}[\dXx]){DONE}",
     ("身份证号11010519491231002X", "身份证110105 19491231 002X"),
     ("110105194912310021", "1101051949123100", "文号110105194913310021")),
    # The same of foreigners who live here for good.
    ("foreign_id", DIGITS, rf"{FREE}(?P<datum>9(?:{DIGIT_GAP}\d){{16}}{DIGIT_GAP}[\dXx]){DONE}",
     ("永久居留证911124198108030024",), ("911124198108030025", "91110105194912310021")),
    ("old_id_number", FEWER_DIGITS,
     rf"身份证{IS}(?P<datum>[1-8]\d{{5}}{DIGIT_GAP}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){DIGIT_GAP}\d{{3}}){DONE}",
     ("身份证号码:110105491231002",), ("订单号110105491231002", "身份证号110105491331002")),
    # Not a part of a longer number, not a sum of money.
    ("mobile_number", DIGITS,
     r"(?<![\d.A-Za-z])(?<!\d[ -])(?P<datum>(?:(?:\+|00)?86[ -]?)?1[ .-]?[3-9](?:[ .-]?\d){9})(?!\d|[ -]\d|\.\d| ?[亿万元%])",
     ("电话13800138000。", "+86 138-0013-8000", "１３８００１３８０００", "138.0013.8000", "1 3 8 0 0 1 3 8 0 0 0"),
     ("12800138000", "1380013800012", "13800138000元", "0.13800138000", "138 00 13 80 00")),
    # UnionPay, Visa and Mastercard prefixes, not a part of a longer number.
    ("bank_card", DIGITS,
     rf"{FREE}(?<!\d[ -])(?P<datum>(?:6{DIGIT_GAP}2|4{DIGIT_GAP}\d|5{DIGIT_GAP}[1-5])(?:{DIGIT_GAP}\d){{14}}"
     rf"(?:(?:{DIGIT_GAP}\d){{3}})?)(?![ -]\d){DONE}",
     ("卡号4111 1111 1111 1111", "6222020000000000000"), ("4111111111111112", "1111111111111117")),
    ("landline", DIGITS,
     rf"(?<![\d.A-Za-z-])(?<!\d )(?P<datum>(?:(?:\+|00)86[ -]?)?(?:\(0?{CITY}\)[ -]?|0{CITY}[- ]{{1,3}}){LINE}(?!\d|[.-]\d)"
     rf"|(?:(?<={CALL})|(?<={CALL}[: 为是号])|(?<={CALL}号码)|(?<={CALL}[: ]{{2}})|(?<={CALL}号码[: 为是]))"
     rf"(?:0{CITY})?{LINE}(?!\d|[.-]\d))",
     ("010-62345678", "(0571) 8765 4321", "传真:87654321转802", "电话:057187654321"),
     ("2010-62345678", "共有87654321人", "010-12345678", "0571.87654321")),
    # Not @某同志 and not 微博@example.com, which has no name before the sign.
    ("email", "@",
     r"(?<![\w.+-])(?P<datum>[A-Za-z0-9][\w.+-]{0,40}@(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,10})(?![\w-])",
     ("邮箱zhang.san@example.com", "ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ"), ("@某同志", "a@b", "微博@example.com")),
    ("passport", FEWER_DIGITS,
     rf"护照{IS}(?P<datum>(?:[A-Z] ?[A-Z]|1[45]|[A-Z])[ -]?\d(?:[ -]?\d){{6,7}}){DONE}",
     ("护照号码:E12345678", "护照EA 1234567"), ("编号E12345678", "护照共12345678本")),
    ("travel_permit", FEWER_DIGITS,
     rf"(?:通行证|回乡证|台胞证){IS}(?P<datum>[A-Z][ -]?\d(?:[ -]?\d){{7,9}}|\d(?:[ -]?\d){{7}}){DONE}",
     ("港澳居民来往内地通行证H12345678", "台胞证号:12345678"), ("通行证12345张", "H12345678")),
    # Not 京B股, not 沪A 级.
    ("plate", CAPITALS,
     r"(?<![A-Za-z0-9])(?P<datum>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-HJ-NP-Z]"
     r"[ ·•.-]{0,2}(?=[A-Z]{0,4}[ -]?\d)(?:[A-HJ-NP-Z0-9][ -]?){4,5}(?:[A-HJ-NP-Z0-9]|[挂学警港澳]))(?![A-Za-z0-9])",
     ("车牌京A12345", "粤B·D12345", "沪A 8F5K2", "川A1234警"), ("京B股", "沪A级12345", "京A1234567", "新G2023")),
    ("wechat", "[微VWvwe](?:(?<=微)信|(?<=[VWvw])[Xx]|(?<=e)[Cc]hat)",
     r"(?:微信|[Ww]e[Cc]hat|\b[Vv][Xx]|\b[Ww][Xx])(?:号码?|ID|id|账号|帐号)?[:为是 ]{1,3}(?P<datum>[A-Za-z][\w-]{5,19})(?![\w@])"
     r"|(?:微信)(?:号码?|ID|id|账号|帐号)(?P<other>[A-Za-z][\w-]{5,19})(?![\w@])",
     ("微信:zhangsan_88", "微信号为lisi-2020"), ("微信支付", "微信公众号", "微信 abc")),
    ("qq", FEWER_DIGITS,
     rf"(?:QQ|qq|扣扣)(?:群|邮箱)?{IS}(?P<datum>[1-9](?: ?\d){{4,10}})(?! ?[\d年月万亿%人户个元]|[.@])",
     ("QQ:123456789", "加qq号 12 34 56 78"), ("QQ用户12345678人", "QQ2010年", "QQ群1234")),
    ("account", r"\.(?:com|cn|me)/",
     rf"(?P<datum>(?:https?://)?(?:www\.|m\.)?(?:{SITES})[\w.%-]{{2,60}}(?<![.-]))",
     ("https://weibo.com/u/1234567890", "github.com/zhangsan"), ("https://weibo.com/", "www.example.com/zhangsan")),
    ("address", rf"[号组](?<=[\d{COUNTING}].)",
     rf"(?P<datum>(?:{PROVINCE}(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?(?:{AREA}){{0,4}}|(?:(?<=址)|(?<=[址住]:)|(?<=家住)|(?<=现住)"
     rf"|(?<=[居户]住)|(?<=住在)|(?<=寄[到往至])|(?<=址[为是])|(?<=位于))(?:{AREA}){{1,4}}){STREET}{NUMBER}(?:-\d{{1,4}})?号院?{ROOM}"
     rf"|{PROVINCE}(?:省|市|自治区)?(?:{AREA}){{1,4}}{VILLAGE}|(?:(?<=址)|(?<=址:)|(?<=家住)|(?<=住在))(?:{AREA}){{1,4}}{VILLAGE})",
     ("住址:杭州市西湖区文三路123号4幢502室", "浙江省温州市苍南县灵溪镇新村三组12号"),
     ("国务院令第123号", "文三路上有12号楼", "第12号文件")),
    ("postcode", FEWER_DIGITS, rf"(?:邮编|邮政编码|邮码){IS}(?P<datum>\d(?:[ -]?\d){{5}}){DONE}",
     ("邮编:310012", "邮政编码 3 1 0 0 1 2"), ("编号310012", "邮编3100123")),
    # A section 1.2.3.4 is none.
    ("ip_address", NET_ADDRESS,
     r"(?<![\w.])(?<!\d:)(?P<datum>(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{1,4})(?![\w:]|\.\d)",
     ("登录IP为202.108.22.5", "2001:db8::ff00:42:8329"), ("1.2.3.4", "12:30:45", "V1.202.108.22.5")),
    ("mac_address", NET_ADDRESS,
     r"(?<!\w)(?<!\d[:-])(?P<datum>(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})(?![\w:-])",
     ("00:1A:2B:3C:4D:5E",), ("12-11-10-09-08-07", "00:1A:2B:3C:4D")),
    ("military_id", "[字军士](?:(?<=字)第|(?<=[军士])[官兵人]证)",
     rf"(?P<datum>[军士文兵离退]字第? ?\d(?: ?\d){{5,8}}号?)"
     rf"|(?:[军士]官证|士兵证|军人证){IS}(?P<other>\d(?:[ -]?\d){{5,8}}){DONE}",
     ("军官证号:军字第2001988号", "士兵证20019881"), ("国字第1号", "军字号", "京字第2001988号")),
    ("driving_licence", FEWER_DIGITS, rf"(?:驾驶证|驾照)(?:档案)?{IS}(?P<datum>\d(?:[ -]?\d){{11}}(?:(?:[ -]?\d){{6}})?){DONE}",
     ("驾驶证档案编号:330101234567",), ("档案编号330101234567", "驾驶证330101")),
    ("licence_number", FEWER_DIGITS,
     rf"(?:{LICENCE})(?:书|证)?{IS}(?P<datum>[A-Z]{{0,4}}\d(?:[ -]?[\dXx]){{7,26}}){DONE}",
     ("律师执业证号13301201810123456", "教师资格证:20193301234567890"), ("执业证2019年", "证号13301201810123456")),
    ("social_security", FEWER_DIGITS,
     rf"(?:社保|社会保障|医保|公积金)(?:个人)?(?:卡|账户|证)?{IS}(?P<datum>[A-Z]?\d(?:[ -]?\d){{7,11}}){DONE}(?! ?[万亿元人])",
     ("社保卡号:A12345678", "公积金账号 1234 5678 9012"), ("社保基金12345678元", "医保12345678人")),
    ("birth_date", "生(?:(?<=出生)|日)",
     r"(?:出生日期|出生年月日?|生日)[:为是 ]{1,3}(?P<datum>(?:19|20)\d\d[年./-] ?\d{1,2}(?:[月./-] ?\d{1,2}日?|月))(?!\d)",
     ("出生日期:1980年5月6日", "生日是1980-05-06"), ("成立日期:1980年5月6日", "生于1893年12月26日")),
    ("iban", CAPITALS,
     rf"{FREE}(?P<datum>[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?){DONE}",
     ("GB82 WEST 1234 5698 7654 32", "账号DE89370400440532013000"), ("GB83WEST12345698765432",)),
    ("vin", "车架|识别代|VIN|vin",
     rf"(?:车架|识别代|VIN码?|vin){IS}(?P<datum>(?=[A-HJ-NPR-Z]*\d)[A-HJ-NPR-Z0-9]{{17}}){DONE}",
     ("车架号:LSVAM4187C2184841",), ("车架号:12345", "LSVAM4187C2184841")),
    ("imei", FEWER_DIGITS, rf"(?:IMEI|imei|串){IS}(?P<datum>\d(?:[ -]?\d){{14}}){DONE}",
     ("IMEI:490154203237518",), ("490154203237518", "IMEI:490154203237519")),
)  # fmt: skip
