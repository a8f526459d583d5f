"""Every address of the hub but /feed/ and the public pages, which never reach Django."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from content.hub import api, api_schema
from content.hub.accounts import accounts_page, log_page, password_page, sign_in
from content.hub.accounts import views as accounts
from content.hub.admin.page_search import PageSearch
from content.hub.admin.reports import ReviewReport
from content.hub.admin.template_page import propose_template_page
from content.hub.admin.views import closed, home, led_line, led_line_down, media, withdraw
from content.hub.approving import template_views as emergency
from content.hub.approving import views as approving
from content.hub.catalogue import secrecy_views as negative
from content.hub.catalogue import views as catalogue
from content.hub.catalogue.missing_views import missing_items
from content.hub.drafting import views as drafting
from content.hub.feedback import views as feedback
from content.hub.imports.site_views import import_site
from content.hub.imports.views import import_manuscript
from content.hub.public import views as public
from content.hub.review.views import review

urlpatterns = [
    path("api/v1/opinions", api.opinions),
    path("api/v1/survey-answers", api.survey_answers),
    path("api/v1/wishes", api.wishes),
    path("api/v1/heartbeat", api.heartbeat),
    path("api/v1/led-lines", api.led_lines),
    path("api/v1/led-lines/<int:line>/signatures", api.led_line_signatures),
    path("api/v1/led-templates/<int:template>/signatures", api.led_template_signatures),
    path("api/v1/openapi.json", require_safe(api_schema.openapi)),
    path("api/<path:rest>", api.nothing_here),
    path("admin/login/", sign_in.password, name="wagtailadmin_login"),  # in the place of Wagtail's
    path("admin/login/code/", sign_in.code, name="sign_in_code"),
    path("admin/account-security/", accounts.overview, name="account_security"),
    path("admin/account-security/second-factor/", accounts.second_factor, name="second_factor"),
    path("admin/account-security/password/", password_page.password, name="change_password"),
    path("admin/account-security/recovery-codes/", accounts.recovery_codes, name="recovery_codes"),
    path("admin/account-security/everywhere/", accounts.everywhere, name="sign_out_everywhere"),
    path("admin/sign-ins/", log_page.sign_ins, name="sign_ins"),
    path("admin/accounts/", accounts_page.accounts, name="accounts"),
    path("admin/accounts/<int:account>/lift/", accounts_page.lift, name="lift_locks"),
    path("admin/still-here/", accounts.still_here, name="still_here"),
    path("admin/import/", import_manuscript, name="import_manuscript"),
    path("admin/import/site/", import_site, name="import_site"),
    path("admin/review/<int:page_id>/", review, name="review"),
    path("admin/catalogue/", catalogue.catalogue, name="catalogue"),
    path("admin/catalogue/import/", catalogue.upload, name="catalogue_import"),
    path("admin/catalogue/missing/", missing_items, name="catalogue_missing"),
    path("admin/catalogue/<int:number>/", catalogue.version, name="catalogue_version"),
    path("admin/catalogue/<int:number>/export/", catalogue.export, name="catalogue_export"),
    path("admin/negative/", negative.questions, name="negative_questions"),
    path("admin/negative/<int:number>/", negative.question, name="negative_question"),
    path("admin/templates/", drafting.units, name="templates"),
    path("admin/templates/<int:unit>/", drafting.templates, name="templates_of_unit"),
    path("admin/withdraw/<int:page_id>/", withdraw, name="withdraw"),
    path("admin/led-line/<int:page_id>/", led_line, name="led_line"),
    path("admin/led-line-down/<int:line_id>/", led_line_down, name="led_line_down"),
    path("admin/led-approvals/", approving.lines, name="led_approvals"),
    path("admin/led-approvals/key/", approving.key, name="led_approval_key"),
    path("admin/led-approvals/<int:number>/", approving.line, name="led_approval"),
    path("admin/led-approvals/<int:number>/preview/<str:board>", approving.preview, name="led_approval_preview"),
    path("admin/led-approvals/<int:number>/signature/", approving.signature, name="led_approval_signature"),
    path("admin/emergency/", emergency.templates, name="emergency"),
    path("admin/emergency/new/<int:page_id>/", propose_template_page, name="emergency_new"),
    path("admin/emergency/<int:number>/", emergency.template, name="emergency_template"),
    path("admin/emergency/<int:number>/preview/<str:board>", emergency.preview, name="emergency_preview"),
    path("admin/emergency/<int:number>/signature/", emergency.signature, name="emergency_signature"),
    path("admin/emergency/<int:number>/fill/", emergency.fill, name="emergency_fill"),
    path("admin/emergency/<int:number>/retire/", emergency.retire, name="emergency_retire"),
    path("admin/wish/<int:pk>/pool/", feedback.pool_wish, name="wish-pool"),
    path("admin/opinion/<int:pk>/open/", feedback.open_sealed, name="opinion-open"),
    path("admin/opinion/<int:pk>/erase/", feedback.erase_sealed, name="opinion-erase"),
    path("admin/opinion/<int:pk>/answer/", feedback.answer, name="opinion-answer"),
    re_path(r"^admin/bulk/auth/user/", closed),  # content.hub.accounts.user_pages
    re_path(r"^admin/api/main/(?:pages/[0-9]+/action/|documents/|images/)", closed),
    path("admin/pages/search/", PageSearch.as_view()),  # in the place of Wagtail's
    path("admin/pages/search/results/", PageSearch.as_view(results_only=True)),
    path("admin/reports/workflow/", ReviewReport.as_view()),
    path("admin/reports/workflow/results/", ReviewReport.as_view(results_only=True)),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<path:path>", media, name="media"),
    re_path(r"^r/(?P<number>[0-9]{1,20})$", require_safe(public.receipt), name="public-receipt"),
    path("", home),
]
