import ctypes

print(ctypes.CDLL("libthermometer.so").celsius(), "degrees")
