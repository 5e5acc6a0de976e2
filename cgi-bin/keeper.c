/* keeper.fcgi: what nobody waits for. It answers no requests; the supervisor runs it beside
 * those that do. */
#include "keeper/keeper.h"

int main(int argc, char **argv)
{
	return keeper_main(argc, argv);
}
