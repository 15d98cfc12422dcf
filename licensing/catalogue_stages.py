"""The stages of the food shop licence: a check, two agencies side by side, a visit, a decision."""

from licensing.catalogue_parts import line, stage, w

FOOD_STAGES = [
    stage("screening", "screening", w("التحقق من اكتمال الطلب", "Completeness check"), 1),
    stage(
        "health",
        "review",
        w("مراجعة صحة الغذاء", "Food safety review"),
        4,
        agency="health",
        role="licensing_officer",
        group=1,
        on_overdue="escalate",
        checklist=[
            line("cold", "سعة التبريد تكفي البضاعة", "There is enough cooling for the goods"),
            line("staff", "الشهادات الصحية سارية", "The health certificates are in force"),
        ],
    ),
    stage(
        "civil",
        "review",
        w("مراجعة السلامة من الحريق", "Fire safety review"),
        4,
        agency="civil",
        role="licensing_officer",
        group=1,
        on_overdue="proceed",
        checklist=[line("exits", "المخارج مبيّنة على المخطط", "Exits are shown on the plan")],
    ),
    stage(
        "inspection",
        "inspection",
        w("الكشف على المحل", "Inspection of the shop"),
        3,
        role="inspector",
        group=2,
        on_overdue="escalate",
        checklist=[
            line("clean", "المحل نظيف وجاهز", "The shop is clean and ready"),
            line("temperature", "المبرّدات عند 4 درجات أو أقل", "Chillers are at 4 °C or below"),
        ],
    ),
    stage("decision", "decision", w("القرار", "Decision"), 2, role="licensing_approver"),
]
