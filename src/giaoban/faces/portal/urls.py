"""The public addresses: /section/, /section/words-number, the portal's own pages; Wagtail's editing under /bientap/."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import serve

from giaoban.faces.portal.editing import reviewing, seating
from giaoban.faces.portal.giving_out import api, feeds, handing_on
from giaoban.faces.portal.reading import (
    charts,
    conferences,
    english,
    maps,
    pages,
    pictures,
    registers,
    reports,
    searching,
)

urlpatterns = [
    path("bientap/login/", seating.sign_in),
    path("bientap/", include(wagtailadmin_urls)),
    re_path(r"^tai-lieu/([0-9]{1,12})/(.*)$", serve, name="wagtaildocs_serve"),
    path("media/images/<path:name>", pictures.picture, name="portal_picture"),
    path("", pages.home, name="portal_home"),
    path("en/", english.home, name="portal_english"),
    path("tim-kiem/", searching.search, name="portal_search"),
    path("van-ban/", registers.papers, name="portal_papers"),
    path("van-ban/<slug:words>-<int:number>/", registers.paper, name="portal_paper"),
    path("lich-cong-tac/", registers.calendar, name="portal_calendar"),
    path("lich-cong-tac.ics", registers.calendar_file, name="portal_calendar_file"),
    path("thu-vien/", registers.library, name="portal_library"),
    path("gop-y/", registers.write, name="portal_write"),
    path("hoi-dap/", RedirectView.as_view(url="/gop-y/", permanent=True)),
    path("du-thao/<int:number>/", registers.consultation, name="portal_consultation"),
    path("so-do-cong/", registers.site_map, name="portal_site_map"),
    path("so-tay-dang-vien/", registers.handbook, name="portal_handbook"),
    path("rieng-tu/", registers.privacy, name="portal_privacy"),
    path("cach-tinh/", registers.method, name="portal_method"),
    path("hien-thi", registers.display, name="portal_display"),
    path("so-do-to-chuc/", charts.chart_page, name="portal_chart"),
    path("ban-do/", maps.map_page, name="portal_map"),
    path("ban-do/viet-nam.svg", maps.country_picture, name="portal_map_picture"),
    path("ban-do/lop/<slug:layer>.geojson", maps.layer, name="portal_map_layer"),
    path("so-lieu/", reports.figures_page, name="portal_reports"),
    path("so-lieu/<slug:slug>/", reports.report_page, name="portal_report"),
    path("so-lieu/<slug:slug>/kiem-chung/", handing_on.check_page, name="portal_report_check"),
    path("so-lieu/<slug:slug>.csv", api.report_csv, name="portal_report_csv"),
    path("so-lieu/khoa-cong-khai.pem", handing_on.key_file, name="portal_release_key"),
    re_path(
        r"^so-lieu/(?P<slug>[-a-z0-9]{1,160})\.(?P<ending>xhtml|xbrl\.json|xbri|adx\.xml|sha256|sha256\.sig)$",
        handing_on.release_file,
        name="portal_release_file",
    ),
    path("so-lieu/xbrl/<str:stem>/<str:name>", handing_on.taxonomy_file, name="portal_taxonomy"),
    path("hoi-nghi/", conferences.conferences_page, name="portal_conferences"),
    path("hoi-nghi/<slug:slug>/", conferences.conference_page, name="portal_conference"),
    path("rss.xml", feeds.Rss(), name="portal_rss"),
    path("atom.xml", feeds.Atom(), name="portal_atom"),
    path("<slug:slug>/rss.xml", feeds.Rss(), name="portal_section_rss"),
    path("<slug:slug>/atom.xml", feeds.Atom(), name="portal_section_atom"),
    path("sitemap.xml", feeds.sitemap, name="portal_sitemap"),
    path("sitemap-<int:piece>.xml", feeds.sitemap, name="portal_sitemap_piece"),
    path("robots.txt", feeds.robots, name="portal_robots"),
    path("api/v1/articles", api.articles_api, name="portal_api_articles"),
    path("api/v1/articles/<int:number>", api.article_api, name="portal_api_article"),
    path("api/v1/sections", api.sections_api, name="portal_api_sections"),
    path("api/v1/papers", api.papers_api, name="portal_api_papers"),
    path("api/v1/figures", api.figures_api, name="portal_api_figures"),
    path("api/v1/figures/<slug:slug>/sdmx", api.figures_sdmx, name="portal_api_sdmx"),
    path("api/v1/openapi.json", api.openapi, name="portal_api"),
    path("in/<int:number>", pages.printed, name="portal_print"),
    path("pdf/<int:number>.pdf", pages.as_pdf, name="portal_pdf"),
    path("duyet/<str:secret>/", reviewing.review, name="portal_review"),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<words>[a-z0-9-]*?)-(?P<number>[0-9]{1,12})/?$",
        pages.article,
        name="portal_article",
    ),
    path("<slug:slug>/", pages.section, name="portal_section"),
    path("", include(wagtail_urls)),
]
