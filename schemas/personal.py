"""The table of personal data: one row a datum that its form, its check digit or the words before it give away."""

import pandera.polars as pa
import polars as pl

from schemas.checks import PAGE_ID, SPEECH_ID, Placed

FORMS = ["plain", "full_width", "grouped"]
KINDS = {
    "id_number": "Chinese identity number of 18 places, check digit and all",
    "foreign_id": "identity number of a foreigner who lives in China, check digit and all",
    "old_id_number": "Chinese identity number of 15 digits, named as one",
    "mobile_number": "mobile telephone number",
    "landline": "telephone number with its area, or named as one",
    "email": "e-mail address",
    "bank_card": "payment card number, check digit and all",
    "passport": "passport number, named as one",
    "travel_permit": "number of a travel permit for Hong Kong, Macau or Taiwan, named as one",
    "plate": "number plate of a car",
    "wechat": "WeChat name, named as one",
    "qq": "QQ number, named as one",
    "account": "address of a person's page on a site",
    "address": "postal address down to the house",
    "postcode": "postcode, named as one",
    "ip_address": "address on the Internet",
    "mac_address": "hardware address",
    "military_id": "number of a soldier's papers",
    "driving_licence": "number of a driving licence, named as one",
    "licence_number": "number of a licence or certificate to work or study, named as one",
    "social_security": "number of a social, medical or housing account, named as one",
    "birth_date": "date of birth as a form states it",
    "iban": "bank account number abroad, check digits and all",
    "vin": "vehicle number, named as one",
    "imei": "number of a telephone set, check digit and all",
}
"""What each kind of personal data is."""


class Personal(Placed):
    """One datum that may tell of a person; no two of a page overlap."""

    page_id: str = pa.Field(str_matches=PAGE_ID, description="Page the datum stands on")
    speech_id: str = pa.Field(nullable=True, str_matches=SPEECH_ID, description="Speech that owns its first character, if any")
    kind: str = pa.Field(isin=list(KINDS), description="What the datum is")
    start: pl.Int32 = pa.Field(ge=0, description="First code point in the page text")
    end: pl.Int32 = pa.Field(description="End in the page text, exclusive")
    form: str = pa.Field(isin=FORMS, description="How it is written: plain, full_width, or grouped by blanks or hyphens")
    mask: str = pa.Field(
        nullable=True,
        str_matches=r"^〔[a-z_]+ \d+〕$",
        description="What stands for it in the training views; null where nothing does",
    )

    class Config:
        unique = ["page_id", "start"]  # noqa: RUF012  # Pandera reads a list
