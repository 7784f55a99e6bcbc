# The version that `mathgym --version` prints; the one place where it is written is project(VERSION).
set_source_files_properties(bin/mathgym.c PROPERTIES COMPILE_DEFINITIONS
                            "MATHGYM_VERSION=\"${PROJECT_VERSION}\"")
