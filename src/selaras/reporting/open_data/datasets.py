"""The datasets: data. A code, once published, keeps its meaning; new columns go to the end."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import AverageGroup, CycleKind
from selaras.people.models import Category
from selaras.reporting.open_data import rows
from selaras.reporting.open_data.schema import Column, Dataset, Kind, Text

_FINAL = _("nilai akhir yang diumumkan")
_INSTRUMENT = _("instrumen penilaian yang berlaku")
_LEAST, _MOST = Fraction(0), Fraction(5)
_ID = Column(
    "id_instansi",
    _("Pengenal instansi"),
    _("Nama pendek instansi dalam alamat halaman; tidak berubah bila nama instansi berubah."),
    source=_("daftar instansi"),
)
_NAME = Column("instansi", _("Instansi"), _("Nama resmi instansi."), source=_("daftar instansi"))
_YEAR = Column(
    "tahun", _("Tahun"), _("Tahun siklus penilaian."), Kind.YEAR, source=_("siklus penilaian")
)
_CODE = Column(
    "instrumen", _("Instrumen"), _("Kode instrumen yang dipakai menilai."), source=_INSTRUMENT
)
_VERSION = Column(
    "versi_instrumen",
    _("Versi instrumen"),
    _("Versi instrumen; angka hanya sebanding dalam instrumen dengan bobot yang sama."),
    Kind.INTEGER,
    source=_INSTRUMENT,
    lowest=Fraction(1),
)
_KIND = Column(
    "jenis_siklus",
    _("Jenis siklus"),
    _("Pemantauan dinilai dari dokumen; evaluasi juga dari interviu dan visitasi."),
    source=_("siklus penilaian"),
    words=tuple(CycleKind.choices),
)
_DIGEST = Column(
    "sidik_instrumen",
    _("Sidik instrumen"),
    _("SHA-256 isi instrumen dalam bentuk bakunya, heksadesimal."),
    source=_INSTRUMENT,
)
_WEIGHT = Column(
    "bobot",
    _("Bobot"),
    _("Bobot terhadap indeks; enam desimal bila desimalnya tidak berakhir."),
    Kind.NUMBER,
    unit="%",
    source=_INSTRUMENT,
    lowest=_LEAST,
    highest=Fraction(100),
)


def _shown(name: str, title: Text, meaning: Text, *, required: bool = False) -> Column:
    return Column(
        name,
        title,
        meaning,
        Kind.NUMBER,
        unit=_("tingkat"),
        source=_FINAL,
        required=required,
        lowest=_LEAST,
        highest=_MOST,
    )


def _exact(name: str, title: Text) -> Column:
    return Column(
        name,
        title,
        _("Angka tanpa pembulatan: desimal yang berakhir (2.491) atau pecahan (202/75)."),
        unit=_("tingkat"),
        source=_("dihitung dari nilai akhir menurut bobot instrumen"),
        required=False,
    )


INDICES = Dataset(
    code="indeks",
    title=_("Indeks dan predikat instansi"),
    description=_(
        "Indeks hasil penilaian yang sudah diumumkan, satu baris per instansi, tahun, dan "
        "instrumen, beserta predikatnya."
    ),
    keywords=(_("indeks SPBE"), _("pemerintah digital"), _("predikat"), _("kematangan")),
    columns=(
        _ID,
        _NAME,
        Column(
            "kode_instansi",
            _("Kode instansi"),
            _("Kode wilayah atau kode instansi bila diketahui."),
            source=_("daftar instansi"),
            required=False,
        ),
        Column(
            "kategori",
            _("Kategori"),
            _("Kelompok instansi; rata-rata nasional diumumkan per kelompok ini."),
            source=_("daftar instansi"),
            words=tuple(Category.choices),
        ),
        Column(
            "provinsi",
            _("Provinsi"),
            _("Provinsi tempat kabupaten atau kota berada; kosong untuk instansi lain."),
            source=_("daftar instansi"),
            required=False,
        ),
        _YEAR,
        _KIND,
        _CODE,
        _VERSION,
        _DIGEST,
        _shown(
            "indeks",
            _("Indeks"),
            _("Indeks sebagaimana diumumkan, dibulatkan menurut aturan instrumen."),
        ),
        _exact("indeks_tepat", _("Indeks tepat")),
        Column(
            "predikat",
            _("Predikat"),
            _("Predikat menurut rentang indeks dalam instrumen."),
            source=_INSTRUMENT,
            required=False,
        ),
        Column(
            "diumumkan",
            _("Tanggal diumumkan"),
            _("Hari hasil diumumkan di Selaras; kosong bila tidak tercatat."),
            Kind.DAY,
            source=_("jejak Selaras"),
            required=False,
        ),
    ),
    key=("id_instansi", "tahun", "instrumen", "versi_instrumen"),
    rows=rows.indices,
)

NODES = Dataset(
    code="nilai-domain-aspek",
    title=_("Nilai domain dan aspek"),
    description=_("Nilai setiap domain dan aspek dari hasil yang sudah diumumkan."),
    keywords=(_("domain"), _("aspek"), _("kematangan")),
    columns=(
        _ID,
        _NAME,
        _YEAR,
        _CODE,
        _VERSION,
        Column("kode", _("Kode"), _("Kode domain atau aspek."), source=_INSTRUMENT),
        Column(
            "jenis",
            _("Jenis"),
            _("Apakah baris ini domain atau aspek."),
            source=_INSTRUMENT,
            words=(("domain", _("Domain")), ("aspek", _("Aspek"))),
        ),
        Column("nama", _("Nama"), _("Nama domain atau aspek."), source=_INSTRUMENT),
        _WEIGHT,
        _shown("nilai", _("Nilai"), _("Rata-rata tertimbang, dibulatkan menurut instrumen.")),
        _exact("nilai_tepat", _("Nilai tepat")),
    ),
    key=("id_instansi", "tahun", "instrumen", "versi_instrumen", "kode"),
    rows=rows.nodes,
)

VALUES = Dataset(
    code="nilai-indikator",
    title=_("Nilai indikator"),
    description=_("Nilai akhir setiap indikator dari hasil yang sudah diumumkan."),
    keywords=(_("indikator"), _("tingkat kematangan")),
    columns=(
        _ID,
        _NAME,
        _YEAR,
        _CODE,
        _VERSION,
        Column(
            "nomor",
            _("Nomor"),
            _("Nomor indikator; teks, karena indikator per layanan bernomor seperti 35-1."),
            source=_INSTRUMENT,
        ),
        Column("indikator", _("Indikator"), _("Nama indikator."), source=_INSTRUMENT),
        Column("kode_aspek", _("Kode aspek"), _("Kode aspek indikator."), source=_INSTRUMENT),
        Column("aspek", _("Aspek"), _("Nama aspek indikator."), source=_INSTRUMENT),
        _WEIGHT,
        _shown("nilai", _("Nilai"), _("Tingkat kematangan yang ditetapkan."), required=True),
    ),
    key=("id_instansi", "tahun", "instrumen", "versi_instrumen", "nomor"),
    rows=rows.values,
)

INSTRUMENTS = Dataset(
    code="instrumen",
    title=_("Instrumen: indikator dan bobot"),
    description=_(
        "Semua indikator setiap versi instrumen dengan domain, aspek, dan bobotnya: dengan ini "
        "setiap indeks dapat dihitung ulang."
    ),
    keywords=(_("instrumen"), _("bobot"), _("indikator")),
    columns=(
        _CODE,
        _VERSION,
        _DIGEST,
        Column(
            "kode_domain",
            _("Kode domain"),
            _("Kosong bila instrumen tidak mengenal domain."),
            source=_INSTRUMENT,
            required=False,
        ),
        Column(
            "domain",
            _("Domain"),
            _("Nama domain; kosong bila instrumen tidak mengenal domain."),
            source=_INSTRUMENT,
            required=False,
        ),
        Column("kode_aspek", _("Kode aspek"), _("Kode aspek indikator."), source=_INSTRUMENT),
        Column("aspek", _("Aspek"), _("Nama aspek indikator."), source=_INSTRUMENT),
        Column("nomor", _("Nomor"), _("Nomor indikator, sebagai teks."), source=_INSTRUMENT),
        Column("indikator", _("Indikator"), _("Nama indikator."), source=_INSTRUMENT),
        _WEIGHT,
        Column(
            "bobot_tepat",
            _("Bobot tepat"),
            _("Bobot tanpa pembulatan: desimal yang berakhir (2.75) atau pecahan (10/3)."),
            unit="%",
            source=_INSTRUMENT,
        ),
        _shown("nilai_terendah", _("Nilai terendah"), _("Nilai terendah skala."), required=True),
        _shown("nilai_tertinggi", _("Nilai tertinggi"), _("Nilai tertinggi skala."), required=True),
    ),
    key=("instrumen", "versi_instrumen", "nomor"),
    rows=rows.instruments,
    by_year=False,
)

AVERAGES = Dataset(
    code="rata-rata-kelompok",
    title=_("Rata-rata kelompok instansi"),
    description=_(
        "Rata-rata nasional dan per kelompok instansi sebagaimana diumumkan, untuk siklus yang "
        "hasilnya ada yang terbuka di sini. Bukan rata-rata dari baris dalam himpunan lain."
    ),
    keywords=(_("rata-rata nasional"), _("kelompok instansi")),
    columns=(
        _YEAR,
        _KIND,
        _CODE,
        _VERSION,
        Column(
            "kelompok",
            _("Kelompok"),
            _("Seluruh nasional, atau satu kategori instansi."),
            source=_("pengumuman nasional"),
            words=tuple(AverageGroup.choices),
        ),
        Column(
            "kode",
            _("Kode"),
            _("Kode domain atau aspek, atau kata indeks."),
            source=_INSTRUMENT,
        ),
        Column(
            "uraian", _("Uraian"), _("Nama domain atau aspek, atau Indeks."), source=_INSTRUMENT
        ),
        Column(
            "rata_rata",
            _("Rata-rata"),
            _("Angka sebagaimana diumumkan, sudah dibulatkan oleh yang mengumumkan."),
            Kind.NUMBER,
            unit=_("tingkat"),
            source=_("pengumuman nasional"),
            lowest=_LEAST,
            highest=_MOST,
        ),
    ),
    key=("tahun", "instrumen", "versi_instrumen", "kelompok", "kode"),
    rows=rows.averages,
)

DATASETS: tuple[Dataset, ...] = (INDICES, NODES, VALUES, INSTRUMENTS, AVERAGES)
BY_CODE = {dataset.code: dataset for dataset in DATASETS}
