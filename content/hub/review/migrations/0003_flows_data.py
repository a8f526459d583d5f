"""What was there before there were flows: the two steps become those of the flow 两级审核, the groups are given their
roles, 编辑 is called 信息员. What reviewers confirm is append-only.
"""

import re

from django.db import migrations

from content.hub.append_only import allow_changes, forbid_changes

TABLE = "review_consent"
STEPS = {"1": "first", "2": "final"}
ROLES = {"编辑": "editor", "初审": "first-reviewer", "终审": "final-reviewer", "意见办理": "clerk"}
GROUP = re.compile(r"(编辑|初审|终审|意见办理)·.*\(([^()]+)\)")


def bring_over(apps, schema_editor):
    task = apps.get_model("review", "SeparatedApprovalTask")
    for old, new in STEPS.items():
        task.objects.filter(step=old).update(step=new)
    group, unit, role_group = (
        apps.get_model(app, name) for app, name in (("auth", "Group"), ("units", "Unit"), ("review", "RoleGroup"))
    )
    units = set(unit.objects.values_list("pk", flat=True))
    for one in group.objects.all():
        named = GROUP.fullmatch(one.name)
        if named is None or named[2] not in units:
            continue
        role_group.objects.get_or_create(role=ROLES[named[1]], unit_id=named[2], defaults={"group": one})
        if named[1] == "编辑":
            one.name = "信息员" + one.name.removeprefix("编辑")
            one.save()


def take_back(apps, schema_editor):
    task = apps.get_model("review", "SeparatedApprovalTask")
    task.objects.exclude(flow="two-step").delete()
    for old, new in STEPS.items():
        task.objects.filter(step=new).update(step=old)
    for one in apps.get_model("auth", "Group").objects.filter(name__startswith="信息员·"):
        one.name = "编辑" + one.name.removeprefix("信息员")
        one.save()


def forbid(apps, schema_editor):
    forbid_changes(schema_editor, TABLE)


def allow(apps, schema_editor):
    allow_changes(schema_editor, TABLE)


class Migration(migrations.Migration):
    dependencies = [("review", "0002_flows")]
    operations = [migrations.RunPython(bring_over, take_back), migrations.RunPython(forbid, allow)]
