"""Imports one module and prints what it declares with ctypes, as one line of JSON.

    python3 -I dump.py FILE

The module runs with limits: 10 seconds of processor time, no file of its own, no core file. What it
prints is thrown away.
"""
import ctypes, importlib, importlib.util, json, os, resource, sys

for limit, value in (("RLIMIT_CPU", 10), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0), ("RLIMIT_AS", 4 << 30)):
    hard = resource.getrlimit(getattr(resource, limit))[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(getattr(resource, limit), (value, hard))
sys.dont_write_bytecode = True
answer = os.fdopen(os.dup(1), "w")
nothing = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nothing, stream)

libraries = []
load = ctypes.CDLL.__init__


def remember(self, *args, **kwargs):
    load(self, *args, **kwargs)
    libraries.append(self)


ctypes.CDLL.__init__ = remember

types, numbers = [], {}
simple = ctypes._SimpleCData
pointer = ctypes._Pointer
array = ctypes.Array
code = ctypes._CFuncPtr


def number(type_):
    """The place of a type in the list of all."""
    if type_ not in numbers:
        numbers[type_] = len(types)
        types.append(None)
        types[numbers[type_]] = describe(type_)
    return numbers[type_]


def describe(type_):
    if type_ is None:
        return {"kind": "none"}
    if not isinstance(type_, type):
        return {"kind": "other", "name": getattr(type_, "__name__", "?")}
    if issubclass(type_, simple):
        return {"kind": "simple", "name": type_.__name__, "code": type_._type_, "size": ctypes.sizeof(type_)}
    if issubclass(type_, pointer):
        return {"kind": "pointer", "to": number(getattr(type_, "_type_", None))}
    if issubclass(type_, array):
        return {"kind": "array", "of": number(type_._type_), "count": type_._length_}
    if issubclass(type_, (ctypes.Structure, ctypes.Union)):
        return composite(type_)
    if issubclass(type_, code):
        return {
            "kind": "code",
            "result": number(getattr(type_, "_restype_", None)),
            "parameters": [number(one) for one in getattr(type_, "_argtypes_", ())],
        }
    return {"kind": "other", "name": type_.__name__}


def composite(type_):
    module = sys.modules.get(type_.__module__)
    file = getattr(module, "__file__", None) or ""
    if type_.__module__ == name:
        file = sys.argv[1]  # also where its import failed
    return {
        "kind": "composite",
        "name": type_.__name__,
        "file": file,
        "union": issubclass(type_, ctypes.Union),
        "swapped": hasattr(type_, "_swappedbytes_"),
        "base": [number(one) for one in type_.__bases__ if hasattr(one, "_fields_")],
        "pack": getattr(type_, "_pack_", 0) or 0,
        "align": getattr(type_, "_align_", 0) or 0,
        "anonymous": list(getattr(type_, "_anonymous_", ())),
        "fields": [
            {"name": field[0], "type": number(field[1]), "bits": field[2] if len(field) > 2 else 0}
            for field in type_.__dict__.get("_fields_", ())
        ],
    }


def named(path):
    """The dotted name of a file of a package, and the folder that it is imported from."""
    folder, name = os.path.split(os.path.abspath(path))
    parts = [name[:-3]] if name != "__init__.py" else []
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return ".".join(parts), folder


def subclasses(type_):
    for one in type_.__subclasses__():
        yield one
        yield from subclasses(one)


def known(one):
    return not (getattr(one, "__module__", "") or "").startswith("ctypes")


error = ""
name, folder = named(sys.argv[1])
sys.path.insert(0, folder)
os.chdir(folder)
try:
    importlib.import_module(name)
except BaseException as e:
    error = "%s: %s" % (type(e).__name__, e)
functions = []
for library in libraries:
    for symbol, function in list(vars(library).items()):
        if isinstance(function, code):
            taken = function.argtypes
            functions.append(
                {
                    "library": library._name or "",
                    "symbol": symbol,
                    "parameters": None if taken is None else [number(one) for one in taken],
                    "result": number(function.restype),
                }
            )
for one in list(subclasses(ctypes.Structure)) + list(subclasses(ctypes.Union)):
    if known(one) and hasattr(one, "_fields_"):
        number(one)
json.dump(
    {"version": sys.version_info[1], "error": error, "functions": functions, "types": types}, answer
)
answer.flush()
os._exit(0)
