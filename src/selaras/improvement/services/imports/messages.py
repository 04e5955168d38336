"""What only the import of follow-up tables says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLLOW_UP_MESSAGES: Mapping[str, str | Promise] = {
    "no_place": _("Pilih instansi pemilik tabel ini."),
    "no_report_year": _("Isi tahun penilaian yang rekomendasinya dimuat tabel ini."),
    "follow_up_not_yours": _("Anda tidak berhak mengimpor tindak lanjut %(value)s."),
    "no_recommendation_column": _(
        "Belum ada kolom rekomendasi. Pilih kolom yang berisi rekomendasinya."
    ),
    "no_indicator_column": _("Belum ada kolom nomor atau nama indikator. Pilih kolomnya."),
    "recommendation_empty": _("Rekomendasi kosong. Isi rekomendasinya, atau hapus barisnya."),
    "indicator_unknown": _(
        "“%(value)s” bukan nama indikator yang dikenal. Isi nomor indikatornya."
    ),
    "text_too_long": _(
        "Teks %(count)s huruf; paling banyak %(longest)s huruf. Ringkas atau bagi teksnya."
    ),
    "evidence_too_long": _(
        "Tulis paling banyak %(most)s data dukung, satu per baris, masing-masing paling banyak "
        "%(longest)s huruf."
    ),
    "due_unknown": _(
        "“%(value)s” bukan waktu yang dikenal. Tulis misalnya 2025, Desember 2025, TW III 2025, "
        "atau 31-10-2025."
    ),
    "due_outside": _(
        "Target %(value)s di luar tahun rencana, %(first)s sampai %(last)s. Ubah targetnya atau "
        "tahun rencananya."
    ),
    "plan_years": _("Rencana aksi mencakup satu sampai tiga tahun. Perbaiki tahunnya."),
    "plan_gone": _("Rencana aksi yang dipilih tidak ada atau sudah ditutup. Pilih yang lain."),
    "plan_closed": _("Rencana aksi “%(value)s” sudah ditutup. Pilih nama lain."),
    "plan_other_instrument": _(
        "Rencana aksi “%(value)s” memakai instrumen lain. Pilih rencana lain atau nama lain."
    ),
    "unit_not_yours": _(
        "Membuat unit baru (%(value)s) adalah wewenang admin instansi. Pilih unit yang ada, atau "
        "minta admin instansi membuatnya."
    ),
    "several_answers": _(
        "Beberapa aksi menjawab rekomendasi ini, jadi sel ini tidak dapat diubah lewat tabel. "
        "Ubah di halaman aksinya, dan kembalikan sel ini seperti semula."
    ),
    "due_without_follow_up": _("Target waktu tanpa tindak lanjut. Isi tindak lanjutnya."),
    "evidence_without_follow_up": _(
        "Data dukung tanpa tindak lanjut tidak disimpan. Isi tindak lanjutnya bila diperlukan."
    ),
    "answer_not_here": _(
        "Aksi yang menjawab rekomendasi ini berada dalam rencana yang sudah ditutup dan tidak "
        "dapat diubah."
    ),
    "level_assumed": _(
        "Tabel tidak menyebut tingkat yang dituju. Untuk %(count)s baris dipakai satu tingkat di "
        "atas nilai akhirnya, misalnya %(example)s. Ubah di halaman rekomendasi atau aksi bila "
        "yang dituju lain."
    ),
    "mostly_replaced": _(
        "Berkas ini mengganti isi %(count)s dari %(stored)s rekomendasi yang sudah tersimpan. "
        "Pastikan berkas ini benar milik %(institution)s."
    ),
    "plan_new": _("Rencana aksi baru akan dibuat: “%(value)s”, tahun %(first)s sampai %(last)s."),
    "plan_used": _("Aksi baru dimasukkan ke rencana aksi “%(value)s”."),
    "answer_kept": _(
        "Baris %(row)s: tindak lanjut kosong dalam berkas; aksi yang sudah ada dipertahankan."
    ),
    "unit_unknown": _(
        "Baris %(row)s: unit “%(value)s” tidak dikenal. Pilih unitnya di bawah, atau biarkan "
        "tanpa unit."
    ),
    "unit_near": _(
        "Baris %(row)s: unit “%(value)s” dibaca sebagai %(name)s. Periksa di bawah, dan ganti bila "
        "keliru."
    ),
    "unit_more": _(
        "Baris %(row)s: “%(value)s” menyebut masih ada unit lain. Tambahkan di bawah bila perlu."
    ),
    "withdrawn": _(
        "Baris %(row)s: rekomendasi nomor %(value)s pernah ditarik, jadi dicatat sebagai yang baru."
    ),
}

ACTION_PLAN_MESSAGES: Mapping[str, str | Promise] = {
    "form_no_plan": _("Pilih rencana aksi yang diisi formulir ini."),
    "form_no_steps": _("Belum ada kolom tahapan kegiatan. Pilih kolomnya."),
    "form_no_code": _("Belum ada kolom kode aksi atau rencana aksi. Pilih kolomnya."),
    "form_code_unknown": _(
        "Kode aksi “%(value)s” tidak ada dalam rencana ini. Pakai formulir yang diunduh dari "
        "rencana ini, dan biarkan kolom kodenya."
    ),
    "form_title_unknown": _(
        "Aksi “%(value)s” tidak ada dalam rencana ini. Tambahkan dulu di halaman rencana."
    ),
    "form_title_twice": _(
        "Ada beberapa aksi berjudul “%(value)s” dalam rencana ini. Isi kolom kode aksi."
    ),
    "form_action_twice": _(
        "Aksi ini sudah disebut di baris %(other)s. Satukan tahapannya di bawah satu aksi."
    ),
    "form_before_action": _("Tahapan ini tidak di bawah aksi mana pun. Isi kolom rencana aksi."),
    "form_gap": _(
        "Bulan yang ditandai terputus: %(months)s. Tandai dari bulan pertama sampai terakhir, atau "
        "pecah menjadi dua tahapan."
    ),
    "form_month_outside": _("Bulan %(value)s di luar tahun rencana. Kosongkan tandanya."),
    "form_month_no_year": _("Isi tahun kolom bulan ini."),
    "form_done_dropped": _(
        "Tahapan “%(value)s” sudah dinyatakan selesai dan tidak ada dalam formulir. Kembalikan "
        "barisnya, atau batalkan dulu tanda selesainya."
    ),
    "form_plan_closed": _("Rencana aksi “%(value)s” sudah ditutup dan tidak dapat diubah."),
    "form_step_empty": _("Ada bulan yang ditandai tanpa tahapan. Isi tahapannya."),
    "form_cancelled": _("Aksi ini sudah dibatalkan. Hapus barisnya dari formulir."),
    "form_older": _(
        "Baris %(row)s: aksi ini sudah diubah sejak formulir diunduh. Periksa perubahan di bawah "
        "dengan teliti sebelum menyetujui."
    ),
    "form_title_differs": _(
        "Baris %(row)s: judul aksi dalam formulir berbeda (“%(value)s”). Judul tidak diubah lewat "
        "formulir; aksinya dikenali dari kodenya."
    ),
    "form_left_out": _(
        "%(count)s aksi rencana ini tidak ada dalam formulir dan tetap seperti ada."
    ),
}
