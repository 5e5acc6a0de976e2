/* The version of the whole, as `kiosk --version` prints it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define KIOSK_VERSION "1.0.0"

#endif
