# Run as a script: writes OUTPUT, C source in which each of FILES is a text. PREFIX_report_css is the text of
# report.css, NUL-terminated; PREFIX_report_css_length its length in bytes.
set(source "#include <stddef.h>\n\n#include \"${HEADER}\"\n")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER "${PREFIX}_${name}" name)
  file(READ ${file} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR length "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND source "\nstatic const unsigned char ${name}_bytes[] = {${bytes}0x00};\n"
         "const char *const ${name} = (const char *)${name}_bytes;\nconst size_t ${name}_length = ${length};\n")
endforeach()
file(WRITE ${OUTPUT} "${source}")
