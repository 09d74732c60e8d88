package store

/*
#cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup

// The driver's own SQLite has these; its names for them are its header's.
extern int sqlite3_auto_extension(void (*)(void));
extern int sqlite3_db_config(void *, int, ...);

enum { stablePlans = 1007 }; // SQLITE_DBCONFIG_ENABLE_QPSG

static int steady(void *db, char **message, const void *routines) {
	return sqlite3_db_config(db, stablePlans, 1, (int *)0);
}

static int keep_plans(void) { return sqlite3_auto_extension((void (*)(void))steady); }
*/
import "C"

import "fmt"

// init makes every connection of this process keep a prepared statement's plan
// whatever is bound to it. Without that SQLite 3.54 parses and plans a statement
// anew for each execution, because the driver clears the bindings before it binds:
// two thirds of the time of a read by id. The driver offers no such setting.
func init() {
	if status := C.keep_plans(); status != 0 {
		panic(fmt.Sprintf("store: SQLite refused to keep plans: %d", int(status)))
	}
}
