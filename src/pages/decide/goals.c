/* Goals of an activity (see pages/goals.h). */
#include "pages/goals.h"

#include <string.h>

#include "base/arena.h"
#include "view/url.h"

struct goal node_goal(const struct page *p, struct view_node *n, const struct goal_row *g)
{
	struct goal judged = goal_judge(g, page_today(p));
	const char *state = judged.state == GOAL_UNKNOWN ? "unknown" :
		goal_state_name(judged.state);

	node_text(n, V_LABEL, g->what);
	node_text(n, V_STATUS, page_text(p, arena_printf(p->a, "quarter.goal.%s", state)));
	node_flag(n, V_DONE, judged.state == GOAL_ACHIEVED || judged.state == GOAL_ON_TRACK);
	node_flag(n, V_WARNING, judged.state == GOAL_BEHIND);
	return judged;
}

void goals_add(const struct results *r, struct view_node *n, const struct goal_row *goals,
	size_t count, const char *activity)
{
	const struct page *p = &r->page;
	struct view_list *list = NULL;

	for (size_t i = 0; *activity && i < count; i++) {
		struct view_node *one;

		if (strcmp(goals[i].activity, activity) != 0)
			continue;
		if (!list)
			list = node_list(node_object(n, V_GOALS), V_ITEMS);
		one = list_add(list);
		node_goal(p, one, &goals[i]);
		node_text(one, V_HREF, arena_printf(p->a, "%s#goal-%lld", url_path(p->a,
			"/results/%s/quarter", r->round.code), (long long)goals[i].id));
	}
}
